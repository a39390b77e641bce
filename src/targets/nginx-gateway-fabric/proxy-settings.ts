/**
 * ProxySettingsPolicy: buffering from 2.4, timeouts from 2.6. Both are written even for ingress-nginx's defaults, because those of
 * NGINX Gateway Fabric differ: it buffers responses and gives a backend 60 s to accept a connection.
 */
import type { BufferingIntent, TimeoutsIntent } from "../../model/intent.ts";
import { gapText } from "../duration.ts";
import { isAtLeast } from "../reports.ts";
import type { Answer, IntentAnswer, PolicyPart, TargetContext } from "../target.ts";
import { nginxTime } from "./values.ts";

const defaultSeconds = 60;

export function proxyTimeouts(intent: TimeoutsIntent, { choice }: TargetContext): IntentAnswer {
  if (!isAtLeast(choice.version, "2.6")) {
    const note = `nginx gives up after ${gapText(intent)}; NGINX Gateway Fabric waits ${defaultSeconds} s for each, and has no policy for it before 2.6`;
    return { answers: { "": { verdict: "approximate", note } } };
  }
  const [connect, read, send] = [nginxTime(intent.connect), nginxTime(intent.read), nginxTime(intent.send)];
  const isExact = connect.isExact && read.isExact && send.isExact;
  const bounds = `a ProxySettingsPolicy bounds connecting to ${connect.text}, silence from the backend to ${read.text} and sending without progress to ${send.text}`;
  const answer: Answer = isExact
    ? { verdict: "equivalent-with", note: `${bounds}, as nginx does` }
    : { verdict: "approximate", note: `${bounds}; its fields hold four digits, so values were rounded up` };
  const timeout = { connect: connect.text, read: read.text, send: send.text };
  return { answers: { "": answer }, policies: [proxySettings({ timeout })] };
}

export function proxyBuffering(intent: BufferingIntent, { choice }: TargetContext): IntentAnswer {
  const request: Answer = intent.request
    ? { verdict: "exact", note: "NGINX Gateway Fabric reads whole request bodies first too" }
    : {
        verdict: "approximate",
        note: "NGINX Gateway Fabric reads a whole request body before it contacts the backend; only raw nginx text (a SnippetsFilter) changes that",
      };
  const canSwitch = isAtLeast(choice.version, "2.4");
  return {
    answers: { "proxy-buffering": responseAnswer(intent, canSwitch), "proxy-request-buffering": request },
    ...(!intent.response && canSwitch && { policies: [proxySettings({ buffering: { disable: true } })] }),
  };
}

function responseAnswer({ response }: BufferingIntent, canSwitch: boolean): Answer {
  if (response) return { verdict: "exact", note: "NGINX Gateway Fabric buffers responses by itself" };
  return canSwitch
    ? { verdict: "equivalent-with", note: "a ProxySettingsPolicy switches the buffering of responses off" }
    : {
        verdict: "approximate",
        note: "NGINX Gateway Fabric buffers responses, which delays events, and has no policy to switch it off before 2.4",
      };
}

function proxySettings(spec: PolicyPart["spec"]): PolicyPart {
  return { apiVersion: "gateway.nginx.org/v1alpha1", kind: "ProxySettingsPolicy", spec };
}
