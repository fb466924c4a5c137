/*
 * Key rotation: three instances with clocks that differ, one of them cut off from the store, keys that follow each other,
 * one that is revoked.
 *
 * Holds, in every order:
 * - a token that any instance sealed is opened by every instance that reaches its store, until it expires (INV-9);
 * - a revoked key opens nothing at an instance that reaches its store, once the bound is over (INV-2, INV-9).
 *
 * Steps and where they are in packages/latchkey/src/keys/managed:
 *   publish   transition.ts, schedule.ts isSuccessorDue: a key is in the document PROPAGATION before it seals
 *   revoke    transition.ts: the key has a tombstone, its successor seals
 *   read      protocol.ts: an instance takes the document over; policy.ts hardAge says how old it may be
 *   seal      schedule.ts sealingKey: the last key that has started, by the instance's own clock
 *   judge     schedule.ts retiresAt, isOver: known, not revoked, not retired
 *   cut, tick policy.ts staleness: an instance without its store stops after that
 *
 * Time goes in ticks; only the order of the spans matters, which is that of policy.ts checkPolicy. Not in it: the look at
 * the store for an unknown key (keys/open-latest.ts), so that the schedule has to do without.
 *
 * BUG 1: a key seals as soon as it is published.
 * BUG 2: a key retires a token's life after its successor starts, whoever was cut off.
 * BUG 3: an instance whose store answers goes on with what it knows for as long as one that is cut off.
 */
#ifndef BUG
#define BUG 0
#endif

#define N 3
#define KEYS 3
#define HARD 2
#define SKEW 1
#define MAXAGE 2
#define STALE 4
#if BUG == 2
#define GRACE 0
#else
#define GRACE (STALE + SKEW)
#endif
#if BUG == 1
#define PROPAGATION 0
#else
#define PROPAGATION (HARD + SKEW)
#endif
#if BUG == 3
#define TOO_OLD STALE
#else
#define TOO_OLD HARD
#endif
#define END 12

byte now;
byte docs = 1;            /* keys in the document */
byte start[KEYS];         /* notBefore */
bool hurried;             /* and its successor started before its time */
bool stone;               /* key 0 was revoked */
byte stoneAt;

byte known[N];            /* keys an instance knows */
bool seesStone[N];
byte old[N];              /* ticks since it read */
byte ahead[N];            /* its clock, in ticks ahead of the slowest */
bool isCut[N];
bool off[N];              /* it serves nobody */

bool token;               /* the one token that is watched */
byte tokenKey;
byte tokenEnd;

inline opens(n, answer) {
  answer = tokenKey < known[n] && !(seesStone[n] && tokenKey == 0);
  if
  :: answer && tokenKey + 1 < known[n] && now + ahead[n] >= start[tokenKey + 1] + GRACE + MAXAGE -> answer = false
  :: else
  fi
}

/* before it serves, an instance whose knowledge is too old asks */
inline ask(n) {
  if
  :: !isCut[n] && !off[n] && old[n] >= TOO_OLD -> known[n] = docs; seesStone[n] = stone; old[n] = 0
  :: else
  fi
}

inline judge(n) {
  ask(n);
  opens(n, ok);
  if
  :: !off[n] && !isCut[n] && token ->
     if
     :: stone && tokenKey == 0 -> assert(!(now >= stoneAt + HARD && ok))
     /* a successor that had to start at once may not have come to everyone yet */
     :: hurried && tokenKey == 1 && now < stoneAt + HARD
     :: else -> assert(ok)
     fi
  :: else
  fi
  ok = false
}

inline seal(n) {
  ask(n);
  k = known[n] - 1;
  do
  :: k > 0 && start[k] > now + ahead[n] -> k--
  :: else -> break
  od;
  /* a revoked key seals no more where that is known */
  if
  :: !(seesStone[n] && k == 0) -> token = true; tokenKey = k; tokenEnd = now + MAXAGE
  :: else
  fi;
  k = 0
}

inline age(n) {
  if
  :: isCut[n] && old[n] >= STALE -> off[n] = true
  :: isCut[n] && old[n] < STALE -> old[n]++
  :: !isCut[n] && old[n] < TOO_OLD -> old[n]++
  :: else
  fi
}

active proctype world() {
  bool ok;
  byte k;
  byte i;
  for (i : 0 .. N - 1) {
    known[i] = 1;
    if
    :: ahead[i] = 0
    :: ahead[i] = SKEW
    fi
  }
  i = 0;
  do
  :: now >= END -> break
  :: now < END ->
     atomic {
       if
       /* tick */
       :: age(0); age(1); age(2); now++;
          if
          :: token && now >= tokenEnd -> token = false; tokenKey = 0; tokenEnd = 0
          :: else
          fi
       /* publish: one successor waits at a time */
       :: docs < KEYS && start[docs - 1] <= now -> start[docs] = now + PROPAGATION; docs++
       /* revoke: the first key, while another has started or starts now */
       :: !stone && docs > 1 -> stone = true; stoneAt = now;
          if
          :: start[1] > now -> start[1] = now; hurried = true
          :: else
          fi
       /* read */
       :: !isCut[0] && !off[0] -> known[0] = docs; seesStone[0] = stone; old[0] = 0
       :: !isCut[1] && !off[1] -> known[1] = docs; seesStone[1] = stone; old[1] = 0
       :: !isCut[2] && !off[2] -> known[2] = docs; seesStone[2] = stone; old[2] = 0
       /* the network to the third goes, and comes back */
       :: !isCut[2] && !off[2] -> isCut[2] = true
       :: isCut[2] -> isCut[2] = false; off[2] = false; known[2] = docs; seesStone[2] = stone; old[2] = 0
       /* someone signs in */
       :: !token ->
          if
          :: !off[0] -> seal(0)
          :: !off[1] -> seal(1)
          :: !off[2] -> seal(2)
          fi
       fi;
       judge(0);
       judge(1);
       judge(2)
     }
  od
}
