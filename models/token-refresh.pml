/*
 * Refresh once: three requests on two instances find a provider's access token too old at the same moment. The provider
 * changes the refresh token at each use, and ends the whole grant where one is used twice (RFC 9700 section 4.14.2). An
 * instance may be slow anywhere, one may die anywhere, and the account may be unlinked meanwhile.
 *
 * Holds, in every order:
 * - while nobody dies, no refresh token is shown to the provider twice;
 * - each request ends with the tokens that the provider gave last, or is told to come again, or that the account is gone;
 * - what was unlinked is not written back.
 *
 * Steps and where they are in packages/latchkey/src/actions:
 *   lease     lease.ts takeLease: of all instances, by the store's clock; over after LEASE, whoever held it
 *   changed   accounts/refresh-once.ts changed: the row again, under the lease
 *   left      accounts/renew.ts NEEDED: no question to the provider with less time than it may take
 *   ask       oauth/refresh.ts: one request, with a deadline that is shorter than NEEDED
 *   write     accounts/rows.ts writeTokens: only where the row is still what was read
 *   unlink    accounts/unlink.ts
 *
 * The assumption that NEEDED rests on: from the look at the lease to the row's write no more than that passes.
 *
 * BUG 1: the row is not read again under the lease.
 * BUG 2: the lease's time is not looked at before the provider is asked.
 * BUG 3: the row is written whatever has become of it.
 */
#ifndef BUG
#define BUG 0
#endif

#define ASKERS 3
#define LEASE 3
#define NEEDED 2
#define NONE 255

byte holder = NONE;
byte left;                 /* ticks of the lease */
byte ticks = 5;            /* time that passes at the most */
byte row = 1;              /* the refresh token in the store; 0: unlinked */
byte current = 1;          /* the one that the provider takes */
bool grantEnded;
bool died;
bool unlinked;
byte busy = NONE;          /* who is between the look at the lease and the write */
byte done;

proctype clock() {
  do
  :: atomic {
       ticks > 0 && (busy == NONE || holder != busy || left > 1) ->
       ticks--;
       if
       :: left > 0 -> left--
       :: else
       fi;
       if
       :: left == 0 -> holder = NONE
       :: else
       fi
     }
  :: ticks == 0 || done == ASKERS -> break
  od
}

proctype asker(byte me) {
  byte mine = 1;           /* what it read before it knew of the others */
  byte given;
  byte seen;

  do
  :: atomic { holder == NONE -> holder = me; left = LEASE };
#if BUG != 1
     /* changed */
     atomic {
       seen = row;
       if
       :: seen != mine ->
          if
          :: holder == me -> holder = NONE; left = 0
          :: else
          fi;
          goto over
       :: else
       fi
     };
#endif
     /* left */
     atomic {
#if BUG != 2
       if
       :: holder != me || left < NEEDED ->
          if
          :: holder == me -> holder = NONE; left = 0
          :: else
          fi;
          goto over
       :: else
       fi;
       busy = me
#else
       skip
#endif
     };
     /* die here */
     if
     :: !died -> atomic {
          died = true;
          if
          :: busy == me -> busy = NONE
          :: else
          fi;
          done++;
          goto dead
        }
     :: true
     fi;
     /* ask */
     atomic {
       assert(died || mine == current);
       if
       :: mine == current && !grantEnded -> current++; given = current
       :: else -> grantEnded = true; given = 0
       fi
     };
     /* and here, with what was given once */
     if
     :: !died -> atomic {
          died = true;
          if
          :: busy == me -> busy = NONE
          :: else
          fi;
          done++;
          goto dead
        }
     :: true
     fi;
     /* write */
     atomic {
       if
#if BUG == 3
       :: given != 0 -> row = given
#else
       :: given != 0 && row == mine -> row = given
#endif
       :: else
       fi;
       assert(!unlinked || row == 0);
       if
       :: busy == me -> busy = NONE
       :: else
       fi;
       if
       :: holder == me -> holder = NONE; left = 0
       :: else
       fi
     };
     goto over
  :: atomic { row != mine -> goto over }
  /* its patience is over */
  :: atomic { ticks == 0 -> goto over }
  od;
over:
  atomic {
    assert(died || grantEnded == false);
    done++
  }
dead:
  skip
}

proctype unlinker() {
  atomic { row = 0; unlinked = true }
}

init {
  byte i;
  atomic {
    for (i : 0 .. ASKERS - 1) { run asker(i) }
    run clock();
    if
    :: run unlinker()
    :: true
    fi
  }
  _nr_pr == 1;
  /* what the store has is what the provider takes, unless someone died with it in hand */
  assert(died || unlinked || row == current)
}
