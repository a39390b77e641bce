import { readFileSync } from "node:fs";
import { it } from "vitest";
import { stringify } from "yaml";
import { wordingOf } from "../../../src/diagnostics/diagnostic.ts";
import { translated } from "./given.ts";
it("story", () => {
const r=translated(readFileSync(process.env.STORY!,"utf8"),JSON.parse(process.env.SET??"{}"));
let out="";
for(const e of r.value){out+=`# ${e.ingress} ${e.blocked} ${e.features.join(" ")}\n`;for(const o of e.objects)out+="---\n"+stringify(o);for(const v of e.verdicts)out+=`  ${v.key}=${v.value} ${v.verdict}: ${v.note}\n`}
for(const d of r.diagnostics){const w=wordingOf(d);out+=`${w.severity} ${d.code} ${d.ingress} ${w.message} ${w.remedy}\n`}
console.log(out);
});
