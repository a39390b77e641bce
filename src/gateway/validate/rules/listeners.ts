/** Listeners of a Gateway: what goes with which protocol, and that no two of them are the same. */
import { invalid, type Violation } from "../violation.ts";
import { type Declared, type GatewayShape, isAtLeast, type ListenerShape } from "./shapes.ts";

export function checkListeners(spec: GatewayShape, { gatewayApi }: Declared): readonly Violation[] {
  const { listeners } = spec;
  const found = listeners.flatMap((listener, index) => [
    ...checkTls(listener, `spec.listeners[${index}].tls`, isAtLeast(gatewayApi, 1, 5)),
    ...(["TCP", "UDP"].includes(listener.protocol) && listener.hostname !== undefined
      ? [invalid(`spec.listeners[${index}].hostname`, `must be absent on a ${listener.protocol} listener`)]
      : []),
  ]);
  for (const [index, listener] of listeners.entries()) {
    if (listeners.slice(0, index).some((earlier) => isSame(listener, earlier))) {
      found.push(
        invalid(`spec.listeners[${index}]`, "has the port, protocol and hostname of an earlier listener"),
      );
    }
  }
  return found;
}

function checkTls(
  { protocol, tls }: ListenerShape,
  field: string,
  needsModeForTls: boolean,
): readonly Violation[] {
  if (protocol === "TLS" && tls === undefined && needsModeForTls) {
    return [invalid(field, "is required on a TLS listener since Gateway API 1.5")];
  }
  if (tls === undefined) return [];
  const found: Violation[] = [];
  if (["HTTP", "TCP", "UDP"].includes(protocol)) {
    found.push(invalid(field, `must be absent on ${/^H/.test(protocol) ? "an" : "a"} ${protocol} listener`));
  }
  if (protocol === "HTTPS" && tls.mode !== "Terminate") {
    found.push(invalid(`${field}.mode`, "must be Terminate on an HTTPS listener"));
  }
  const hasMeans = (tls.certificateRefs ?? []).length > 0 || Object.keys(tls.options ?? {}).length > 0;
  if (tls.mode === "Terminate" && !hasMeans) {
    found.push(invalid(field, "must have certificateRefs or options, because the mode is Terminate"));
  }
  return found;
}

function isSame(a: ListenerShape, b: ListenerShape): boolean {
  return a.port === b.port && a.protocol === b.protocol && a.hostname === b.hostname;
}
