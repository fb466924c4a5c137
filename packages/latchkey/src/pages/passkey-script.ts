/**
 * Written so that it runs as it stands in every browser that has passkeys; `</` must not occur in it. It asks for one
 * challenge after the other: the cookie of the last answer is the one that counts, and that must be of the last question.
 */
const source = `
(()=>{
const bytes=t=>Uint8Array.from(atob(t.replace(/-/g,"+").replace(/_/g,"/")),c=>c.charCodeAt(0));
const text=b=>btoa(Array.from(new Uint8Array(b),c=>String.fromCharCode(c)).join("")).replace(/[+]/g,"-").replace(/[/]/g,"_").replace(/=/g,"");
const ids=list=>(list||[]).map(one=>({...one,id:bytes(one.id)}));
const forms=[...document.querySelectorAll("form[data-passkey]")];
if(!window.PublicKeyCredential)return;
let waiting=new AbortController(),last=Promise.resolve();
function ask(form,action,signal){
const query=new URLSearchParams({action});
for(const[name,value]of new FormData(form))if(typeof value==="string"&&!form.elements[name].matches("[type=hidden]"))query.set(name,value);
return last=last.catch(()=>{}).then(async()=>{
const answer=await fetch(form.dataset.passkey+"?"+query,{credentials:"same-origin",signal});
if(!answer.ok)throw new Error(answer.status);
return(await answer.json()).options;
});
}
function json(credential){
const r=credential.response,response={};
for(const name of["clientDataJSON","attestationObject","authenticatorData","signature","userHandle"])if(r[name])response[name]=text(r[name]);
if(r.getTransports)response.transports=r.getTransports();
return JSON.stringify({id:credential.id,rawId:text(credential.rawId),type:credential.type,authenticatorAttachment:credential.authenticatorAttachment||undefined,clientExtensionResults:credential.getClientExtensionResults(),response});
}
function send(form,action,credential){
form.elements.action.value=action;
form.elements.data.value=json(credential);
HTMLFormElement.prototype.submit.call(form);
}
async function use(form,more){
const o=await ask(form,"authenticate",more.signal);
const publicKey={...o,challenge:bytes(o.challenge),allowCredentials:ids(o.allowCredentials)};
send(form,"authenticate",await navigator.credentials.get({publicKey,...more}));
}
async function make(form){
const o=await ask(form,"register");
const publicKey={...o,challenge:bytes(o.challenge),user:{...o.user,id:bytes(o.user.id)},excludeCredentials:ids(o.excludeCredentials)};
send(form,"register",await navigator.credentials.create({publicKey}));
}
async function offer(form){
if(!("conditional"in form.dataset)||!PublicKeyCredential.isConditionalMediationAvailable||!(await PublicKeyCredential.isConditionalMediationAvailable()))return;
waiting.abort();
const mine=waiting=new AbortController();
const renew=setTimeout(()=>offer(form),240000);
mine.signal.addEventListener("abort",()=>clearTimeout(renew));
try{await use(form,{mediation:"conditional",signal:mine.signal})}catch{}
}
for(const form of forms){
const say=form.querySelector("[data-say]");
form.hidden=false;
form.addEventListener("submit",async event=>{
event.preventDefault();
const action=event.submitter?event.submitter.value:"authenticate";
waiting.abort();
say.hidden=true;
try{await(action==="register"?make(form):use(form,{}))}catch{say.hidden=false;offer(form)}
});
offer(form);
}
})()
`

/** The one script of the built-in pages, and only where there are passkeys. Constant, as the stylesheet is. */
export const passkeyScript: string = source.trim()

/** `sha256-…` of `passkeyScript` (CSP3 §2.3.1); a test computes it and prints the new one after a change. */
export const passkeyScriptHash: string = "sha256-imKuVyPw0oEvs7iapHvtbFarvIJe9cHOaRjAX7MZflY="
