/*
 * OAuth callbacks: a person with two tabs, each of which leaves for the provider, and an attacker who has a browser and
 * an account of their own, may open any callback address in the person's browser, and may learn a code of the person's.
 *
 * Holds, in every order (INV-3, BCP, SF-4):
 * - the person's browser has a session of the person's account or none;
 * - the attacker's browser never has a session of the person's account;
 * - a code leads to one session at the most;
 * - a sign-in that fails uses up the checks of its browser: what is left over helps nobody.
 *
 * Steps and where they are in packages/latchkey/src:
 *   begin     actions/signin/oauth.ts, checks.ts sealChecks: state and PKCE verifier in cookies; another tab overwrites them
 *   consent   the provider: a code for an account, bound to the challenge that the browser brought (RFC 7636)
 *   callback  actions/callback/oauth.ts: openChecks, then oauth/callback.ts compares the state before it asks anybody
 *   exchange  the provider: each code once, with its verifier
 *   burn      checks.ts burnChecks, core/failure.ts: whether it worked or not
 *
 * A state and a verifier are a number, which names the flow. Flow 0 is none.
 *
 * BUG 1: the state is not compared.  BUG 2: there is no PKCE, and the state is taken from the address where no cookie has
 * one.  BUG 3: the provider takes a code twice, and nothing is burnt.
 */
#ifndef BUG
#define BUG 0
#endif

#define PERSON 0
#define ATTACKER 1
#define FLOWS 5
#define CODES 5

byte state[2];             /* of each browser: the flow in its cookie */
byte session[2];           /* whose account it is signed in as, plus one */
byte begun;                /* flows so far */
byte owner[FLOWS];         /* whose browser began a flow, plus one */
byte codes;
byte codeFlow[CODES];      /* the flow, and so the challenge, that a code was given for */
byte codeOf[CODES];        /* the account that a code is of, plus one */
bool codeUsed[CODES];
byte codeIn[CODES];        /* sessions that it led to */
bool leaked[CODES];

/* a browser leaves for the provider */
inline begin(who) {
  begun++;
  owner[begun] = who + 1;
  state[who] = begun
}

/* someone comes back from the provider with a code, for a flow whose address they have */
inline consent(account, flow) {
  codeFlow[codes] = flow;
  codeOf[codes] = account + 1;
  codes++
}

inline callback(who, code, flow) {
  good = true;
  /* openChecks */
#if BUG == 1
  good = state[who] != 0;
#elif BUG == 2
  good = state[who] == 0 || state[who] == flow;
#else
  good = state[who] != 0 && state[who] == flow;
#endif
  /* exchange: the verifier in the cookie has to be of the code's challenge */
#if BUG == 1 || BUG == 2
  good = good && !codeUsed[code];
#elif BUG == 3
  good = good && codeFlow[code] == state[who];
#else
  good = good && !codeUsed[code] && codeFlow[code] == state[who];
#endif
  if
  :: good ->
     codeUsed[code] = true;
     codeIn[code]++;
     session[who] = codeOf[code]
  :: else
  fi;
#if BUG != 3
  state[who] = 0;
#endif
  good = false;
  assert(session[PERSON] == 0 || session[PERSON] == PERSON + 1);
  assert(session[ATTACKER] == 0 || session[ATTACKER] == ATTACKER + 1);
  assert(codeIn[code] <= 1)
}

active proctype world() {
  bool good;
  byte flow;
  byte code;
  byte steps = 9;
  do
  :: steps == 0 -> break
  :: steps > 0 ->
     atomic {
       steps--;
       select(flow : 0 .. FLOWS - 1);
       select(code : 0 .. CODES - 1);
       if
       /* a tab */
       :: begun < FLOWS - 1 -> begin(PERSON)
       :: begun < FLOWS - 1 -> begin(ATTACKER)
       /* consent: the person in a flow of their own; the attacker in any, with their own account */
       :: codes < CODES && flow != 0 && flow <= begun && owner[flow] == PERSON + 1 -> consent(PERSON, flow)
       :: codes < CODES && flow != 0 && flow <= begun -> consent(ATTACKER, flow)
       /* the person's browser opens its own answers */
       :: code < codes && codeOf[code] == PERSON + 1 -> callback(PERSON, code, codeFlow[code])
       /* the attacker lets it open an address of theirs: their code, any state that they know */
       :: code < codes && codeOf[code] == ATTACKER + 1 && (flow == 0 || (flow <= begun && owner[flow] == ATTACKER + 1)) ->
          callback(PERSON, code, flow)
       /* a code leaks: by a log, a referrer, a hostile app on the same redirect */
       :: code < codes -> leaked[code] = true
       /* the attacker's browser opens what the attacker has, with any state that they know */
       :: code < codes && (leaked[code] || codeOf[code] == ATTACKER + 1) && (flow == 0 || (flow <= begun && owner[flow] == ATTACKER + 1)) ->
          callback(ATTACKER, code, flow)
       /* someone's session ends */
       :: session[PERSON] != 0 -> session[PERSON] = 0
       :: true
       fi;
       flow = 0;
       code = 0
     }
  od
}
