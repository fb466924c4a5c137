/**
 * What people write when they should have asked for random bytes. Data of the estimator in `estimate-bits.ts`.
 *
 * @module
 */

/** The pairs of letters that make up 93 % of English prose; of random letters they are a third. */
export const COMMON_PAIRS: ReadonlySet<string> = new Set(
  (
    "inreeronestetienatedngntdestlecosealaroriolianmerorarinsittaprveecmandetthpeachedichnectpaeasi" +
    "geiccacelllotruttsoussillaisasomexpoelurfihanaunadrtimrsmpemtoopncplmiamlyusidodepblieigagsuow" +
    "abotolhohiptaisofoapefdanovickulkemobufeshryevniosirvaiaoctyppclbeibspovtutteedoifcrrmivooscba" +
    "watcqurnupciuiborripumgildcuuelupiwisafalsavrugugrayegubauxprcxtdughltwhwedshtucrdbinfworgmmdl" +
    "eqffmspurlpstlypbrfuizrkkiuaugoanunvgsddgnakobewgaoisyo"
  ).match(/../g),
)

/** Words of secrets that people make up, and the most common short words. Lower case, three letters or more. */
export const WORDS: ReadonlySet<string> = new Set(
  (
    "secret secrets password passwd passphrase pass change changeme changed auth next nextauth authjs " +
    "key keys example your mine super very prod production dev develop development staging stage " +
    "preview test tests testing tester admin administrator root token tokens cookie cookies session " +
    "sessions user users username login logon signin app apps application site website web server " +
    "client service api backend frontend local localhost default sample demo placeholder replace " +
    "generate generated generator random randomly string value values enter insert here please must " +
    "should long longer short least characters character chars char length minimum min max bits bytes " +
    "byte hash hashed encrypt encrypted encryption encode secure secured security insecure safe strong " +
    "stronger weak complex simple easy hard private public master main primary access crypto crypt sign " +
    "signed signing signature jwt jose json better google github vercel docker database postgres mysql " +
    "redis mongo prisma node react django laravel rails express hello world welcome letmein qwerty " +
    "dragon monkey iloveyou love princess sunshine football baseball hunter batman superman shadow " +
    "trustno ninja correct horse battery staple the and for are but not you all any can had her was " +
    "one our out day get has him his how man new now old see two way who boy did its let put say she " +
    "too use that with have this will from they know want been good much some time when come just like " +
    "make many over such take than them well were what more only into year back also after work first " +
    "even because these give most about other which their would there could people never always every " +
    "really something committed commit different difference git another keep kept same more must this " +
    "real fake dummy temporary temp todo fixme none null undefined true false config configuration " +
    "environment variable env company project product internal external store data info name email mail " +
    "number code verify valid invalid two three four five six seven eight nine ten hundred thousand " +
    "million january february march april june july august september october november december monday " +
    "tuesday wednesday thursday friday saturday sunday spring summer autumn winter minimum forty thirty " +
    "twenty odd even once upon quick brown fox jumps lazy dog lorem ipsum dolor amet open sesame"
  ).split(" "),
)

/** Lines along which fingers and counting run; each is walked both ways. */
export const WALKS: readonly string[] = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890123456789",
  "1234567890abcdef0123456789abcdef",
  "qwertyuiopasdfghjklzxcvbnm",
  "qwertzuiopasdfghjklyxcvbnm",
  "azertyuiopqsdfghjklmwxcvbn",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
  "!@#$%^&*()_+",
].flatMap((line) => [line, line.split("").reverse().join("")])

/** Three steps along any of them. */
export const WALK_STARTS: ReadonlySet<string> = new Set(
  WALKS.flatMap((line) => Array.from(line.slice(2), (_, at) => line.slice(at, at + 3))),
)
