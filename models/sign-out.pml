/*
 * Sign-out against a session that is being renewed: a browser's page asks for the session, which is due to be sealed anew
 * (or whose row is due to slide), while the person signs out in another tab. Answers come in any order, so that the
 * browser may hold a cookie after the sign-out. Sessions in rows, and cookies that can be ended before their time.
 *
 * Holds, in every order (INV-2, SF-6):
 * - once the sign-out has been answered, no cookie of this session counts at the instance that answered it, and at none
 *   once the bound is over;
 * - a row that was deleted is not made again.
 *
 * Steps and where they are in packages/latchkey/src:
 *   read      actions/session/live-token.ts, ended.ts unlessEnded; database.ts findRow
 *   renew     actions/session/seal.ts resealSession keeps the session's id (session/claims.ts);
 *             database.ts slide: updateSession changes a row that is there
 *   sign out  actions/signout.ts endSession: ended.ts endOwnSession adds to the store; deleteSession
 *   look      revocations/feed.ts: an instance reads what has ended within the bound
 *   forget    revocations/ended.ts forget: not before the last cookie is over that may be sealed anew without knowing,
 *             ended.ts revocation: lifetime and staleness
 *
 * BUG 1: a cookie that is sealed anew has a new id.
 * BUG 2: a row that slides is written whether it is there or not.
 * BUG 3: what has ended is forgotten when the cookie of that moment is over.
 */
#ifndef BUG
#define BUG 0
#endif

#define N 2
#define LIFE 2             /* ticks of a cookie */
#define BOUND 1            /* ticks after which each instance has looked */
#define END 7

mtype = { rows, cookies };
mtype strategy;

byte now;
bool row = true;
byte rowEnd;
byte cookieId = 1;         /* the newest id that a cookie of this session has */
byte jarId = 1;            /* what the browser, or a thief, holds */
byte jarEnd = LIFE;
bool store[3];             /* ids that have ended, in the store */
bool memory[6];            /* the same as N instances know it: instance * 3 + id */
byte lookedAt[N];
byte endedAt = 255;        /* when it was noted */
bool out;                  /* the sign-out was answered */
byte outAt;
bool isRead;               /* the renewal has read the session, and found it good */
byte readId;
byte renewals = 2;

#define KNOWS(n, id) (memory[(n) * 3 + (id)])

inline look(n) {
  if
  :: store[1] -> memory[n * 3 + 1] = true
  :: else
  fi;
  if
  :: store[2] -> memory[n * 3 + 2] = true
  :: else
  fi;
  lookedAt[n] = now
}

/* before it answers, an instance whose knowledge is too old looks */
inline fresh(n) {
  if
  :: now - lookedAt[n] > BOUND -> look(n)
  :: else
  fi
}

inline counts(n, answer) {
  fresh(n);
  if
  :: strategy == rows -> answer = row
  :: else -> answer = now < jarEnd && !KNOWS(n, jarId)
  fi
}

inline check(n) {
  counts(n, ok);
  if
  :: strategy == rows -> assert(!(out && ok))
  :: else -> assert(!(out && n == 0 && ok)); assert(!(out && now > outAt + BOUND && ok))
  fi;
  ok = false
}

active proctype world() {
  bool ok;
  if
  :: strategy = rows
  :: strategy = cookies
  fi;
  do
  :: now >= END -> break
  :: now < END ->
     atomic {
       if
       :: now++; isRead = false
       :: look(1)
       /* read, at the second instance: its answer is under way from here */
       :: !isRead && renewals > 0 ->
          counts(1, ok);
          if
          :: ok -> isRead = true; readId = jarId
          :: else
          fi;
          renewals--;
          ok = false
       /* renew: the browser takes the answer, whatever happened meanwhile; a request lasts less than a tick */
       :: isRead ->
          isRead = false;
          if
#if BUG == 2
          :: strategy == rows -> row = true
#else
          :: strategy == rows
#endif
#if BUG == 1
          :: strategy == cookies && cookieId < 2 -> cookieId++; jarId = cookieId; jarEnd = now + LIFE
          :: strategy == cookies && cookieId >= 2
#else
          :: strategy == cookies -> jarId = readId; jarEnd = now + LIFE
#endif
          fi
       /* sign out, at the first instance */
       :: !out ->
          if
          :: strategy == rows -> row = false
          :: strategy == cookies -> store[jarId] = true; memory[jarId] = true; endedAt = now
          fi;
          out = true;
          outAt = now
       /* forget */
#if BUG == 3
       :: endedAt != 255 && now >= endedAt + LIFE ->
#else
       :: endedAt != 255 && now >= endedAt + LIFE + BOUND ->
#endif
          store[1] = false; store[2] = false;
          memory[1] = false; memory[2] = false; memory[4] = false; memory[5] = false;
          endedAt = 255
       fi;
       check(0);
       check(1)
     }
  od
}
