/*
 * A session token that grows and shrinks: three requests of one browser are answered at the same time, each answer writes
 * the token as one cookie or as pieces, from the jar that its own request brought. The browser takes whole answers, in any
 * order. Someone on a sibling host may have planted a piece before.
 *
 * Holds, in every order:
 * - no value is opened that was put together of two tokens (the seal decides);
 * - after every answer the jar has a token that opens; the last one, where no two requests were under way at once;
 * - an expiry clears no token that is good: what an answer takes away, it writes anew.
 *
 * Steps and where they are in packages/latchkey/src/session:
 *   read      chunks.ts candidates: the whole, then each run of pieces from the first on
 *   open      read-token.ts: a run opens if it is all pieces of one token, no more and no less
 *   write     chunks.ts writeChunks: the pieces, and the expiry of those of its request's jar that are left over
 *
 * A token is a number, and its length in pieces; a whole one has length 0.
 *
 * BUG 1: only the longest run is tried.
 * BUG 2: what is left over of an older token is not taken away.
 * BUG 3: the seal is of each piece, not of the whole.
 */
#ifndef BUG
#define BUG 0
#endif

#define PIECES 3
#define WRITERS 3

/* the jar: which token a cookie is of (0: none), and how many pieces that token has */
byte whole;
byte piece[PIECES];
byte size[8];
byte next = 1;
byte fakes = 1;
byte last;                 /* the token of the last answer */
byte answers;
bool overlap;              /* two requests were under way at once */

/* what a run of `n` pieces opens as: 0 if it does not */
inline opened(n, token) {
  token = 0;
  if
  :: n == 1 && piece[0] != 0 && size[piece[0]] == 1 -> token = piece[0]
  :: n == 2 && piece[0] != 0 && piece[0] == piece[1] && size[piece[0]] == 2 -> token = piece[0]
  :: n == 3 && piece[0] != 0 && piece[0] == piece[1] && piece[1] == piece[2] && size[piece[0]] == 3 -> token = piece[0]
#if BUG == 3
  :: n == 3 && piece[0] != 0 && piece[2] != 0 && piece[0] != piece[2] -> token = 7; mixed = true
#endif
  :: else
  fi
}

inline length(n) {
  n = 0;
  if
  :: piece[0] != 0 && piece[1] == 0 -> n = 1
  :: piece[0] != 0 && piece[1] != 0 && piece[2] == 0 -> n = 2
  :: piece[0] != 0 && piece[1] != 0 && piece[2] != 0 -> n = 3
  :: else
  fi
}

inline read(found) {
  found = 0;
  mixed = false;
  length(run_);
  if
  :: whole != 0 -> found = whole
  :: else
  fi;
#if BUG == 1
  if
  :: found == 0 && run_ > 0 -> opened(run_, found)
  :: else
  fi;
#else
  do
  :: found == 0 && run_ > 0 -> opened(run_, found); run_--
  :: else -> break
  od;
#endif
  run_ = 0
}

proctype writer() {
  bool had[PIECES];
  bool hadWhole;
  byte token;
  byte pieces;
  byte before;

  /* the request leaves with the jar of now */
  d_step {
    before = answers;
    hadWhole = whole != 0;
    had[0] = piece[0] != 0;
    had[1] = piece[1] != 0;
    had[2] = piece[2] != 0
  };
  /* the answer: a whole one, or one of two or three pieces */
  if
  :: pieces = 0
  :: pieces = 2
  :: pieces = 3
  fi;
  atomic {
    token = next;
    next++;
    size[token] = pieces;
    if
    :: pieces == 0 -> whole = token
    :: else
    fi;
    if
    :: pieces > 0 -> piece[0] = token; piece[1] = token
    :: else
    fi;
    if
    :: pieces == 3 -> piece[2] = token
    :: else
    fi;
#if BUG != 2
    if
    :: pieces > 0 && hadWhole -> whole = 0
    :: else
    fi;
    if
    :: pieces == 0 && had[0] -> piece[0] = 0
    :: else
    fi;
    if
    :: pieces == 0 && had[1] -> piece[1] = 0
    :: else
    fi;
    if
    :: pieces < 3 && had[2] -> piece[2] = 0
    :: else
    fi;
#endif
    overlap = overlap || answers != before;
    answers++;
    last = token
  }
}

/* a sibling host plants a piece, of a token that is none (6) */
proctype sibling() {
  atomic {
    if
    :: piece[2] == 0 && fakes > 0 -> piece[2] = 6; fakes--
    :: else
    fi
  }
}

init {
  byte run_;
  byte found;
  bool mixed;
  byte i;
  size[6] = 3;
  /* someone is signed in */
  if
  :: whole = next; size[next] = 0
  :: piece[0] = next; piece[1] = next; size[next] = 2
  :: piece[0] = next; piece[1] = next; piece[2] = next; size[next] = 3
  fi;
  last = next;
  next++;
  atomic {
    for (i : 0 .. WRITERS - 1) { run writer() }
    run sibling()
  }
  do
  :: atomic {
       _nr_pr > 1 ->
       read(found);
       assert(found != 0 && found != 6 && !mixed && (overlap || found == last));
       found = 0
     }
  :: _nr_pr == 1 -> break
  od;
  read(found);
  assert(found != 0 && found != 6 && !mixed && (overlap || found == last))
}
