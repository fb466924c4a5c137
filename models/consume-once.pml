/*
 * Consume once: a mailed link is opened three times at the same moment, at two instances, with a store that may fail at
 * any step, and which the person may open again.
 *
 * Holds, in every order (INV-3, INV-10):
 * - at most one of those who open it is let in;
 * - a store that failed after the link was used up lets the same link be opened again, where it keeps that;
 * - who was refused has no session.
 *
 * Steps and where they are in packages/latchkey/src:
 *   alone     actions/one-at-a-time.ts: one at a time in each process
 *   look      actions/callback/email.ts: getUserByEmail, which says early that the store is down
 *   consume   email.ts redeem, the adapter's useVerificationToken: one statement that deletes and answers
 *   let in    email.ts letIn: users and sessions are written; the answer carries the cookie
 *   give back email.ts giveBack: the row is written again, where letting in failed by the store
 *
 * BUG 1: the store reads the row and deletes it afterwards.
 * BUG 2: the row is given back whatever became of the sign-in.
 */
#ifndef BUG
#define BUG 0
#endif

#define RACERS 3
#define PLACE(me) (me % 2)

bool row = true;          /* the token, in the store */
bool inUse[2];            /* what an instance works on */
byte faults;              /* so often the store fails */
byte letIn;
byte givenBack;
bool lost;                /* the store failed at giving back, too */

inline mayFail(what) {
  if
  :: what = false
  :: faults > 0 -> faults--; what = true
  fi
}

proctype opener(byte me) {
  bool fails;
  bool mine;
  bool session;

  /* alone */
  atomic {
    if
    :: inUse[PLACE(me)] -> goto refused
    :: else -> inUse[PLACE(me)] = true
    fi
  }
  /* consume */
#if BUG == 1
  mine = row;
  if
  :: mine -> row = false
  :: else
  fi;
#else
  atomic {
    mayFail(fails);
    if
    /* its answer may be lost after the row is gone: then the link is lost, and nobody in by it */
    :: fails ->
       if
       :: row -> row = false; lost = true
       :: true
       fi;
       inUse[PLACE(me)] = false;
       goto refused
    :: !fails -> mine = row; row = false
    fi
  }
#endif
  inUse[PLACE(me)] = false;
  if
  :: !mine -> goto refused
  :: mine
  fi;
  /* let in: the user, the account, the session; any of them may fail */
  atomic { mayFail(fails) }
  if
  :: fails -> goto back
  :: !fails
  fi;
  atomic { mayFail(fails) }
  if
  :: fails -> goto back
  :: !fails -> atomic { session = true; letIn++; assert(letIn <= 1) }
  fi;
#if BUG == 2
  goto back;
#endif
  goto over;
back:
  /* give back */
  atomic {
    mayFail(fails);
    if
    :: fails -> lost = true
    :: !fails -> row = true; givenBack++
    fi
  }
refused:
#if BUG != 2
  assert(!session);
#endif
over:
  skip
}

init {
  byte i;
  if
  :: faults = 0
  :: faults = 1
  :: faults = 2
  fi;
  atomic {
    for (i : 0 .. RACERS - 1) { run opener(i) }
  }
  _nr_pr == 1;
  /* the store is well again, and the person opens the link once more, at either instance */
  faults = 0;
  bool open = row;
  run opener(RACERS);
  _nr_pr == 1;
  assert(!open || letIn == 1);
  assert(letIn == 1 || lost)
}
