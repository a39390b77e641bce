/**
 * Passwords as ingress-nginx keeps them, read where the Secret stands in the repository: which hashes they are decides who else can
 * check them. No Secret is ever written here: a person adds the key that the new gateway reads.
 */
import type { IntentOf } from "../model/intent.ts";
import { type Emit, type IngressFacts, type IntentAnswer, refusal } from "./target.ts";

export type HashKind = "sha" | "apr1" | "bcrypt" | "other";

export interface PasswordLine {
  readonly text: string;
  readonly hash: HashKind;
}

export type Passwords =
  | {
      readonly lines: readonly PasswordLine[];
      readonly keys: readonly string[];
      readonly type: string | undefined;
    }
  | { readonly because: string };

/** The htpasswd file under the key auth, which only the Secret beside the Ingress may hold. */
export function readPasswords(intent: IntentOf<"basic-auth">, facts: IngressFacts): Passwords {
  const { scheme, secret, isMap } = intent;
  const name = `${secret.namespace ?? facts.namespace}/${secret.name}`;
  if (scheme === "digest") {
    return {
      because: "it asks for a password by digest authentication, which no Gateway API implementation has",
    };
  }
  if (isMap) return { because: `the Secret ${name} holds one key per user instead of an htpasswd file` };
  if (secret.namespace !== undefined && secret.namespace !== facts.namespace) {
    return { because: `the Secret ${name} is in another namespace, which ingress-nginx refuses by default` };
  }
  const { passwords } = facts;
  if (passwords === undefined) {
    return {
      because: `the Secret ${name} is not in the repository in plain text, so the kind of its hashes is not known here`,
    };
  }
  const lines = linesOf(passwords.data["auth"] ?? "");
  if (lines.length === 0) return { because: `the Secret ${name} holds no htpasswd lines under the key auth` };
  return { lines, keys: Object.keys(passwords.data), type: passwords.type };
}

/** user:hash per line; nginx passes over comments. */
export function linesOf(file: string): readonly PasswordLine[] {
  return file
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((text) => ({ text, hash: hashOf(text) }));
}

function hashOf(line: string): HashKind {
  const [, hash = "", ...further] = line.split(":");
  if (further.length > 0) return "other";
  if (/^\{SHA\}[A-Za-z0-9+/]{27}=$/.test(hash)) return "sha";
  if (/^\$apr1\$[^$]{1,8}\$[./0-9A-Za-z]{22}$/.test(hash)) return "apr1";
  return /^\$2[aby]\$\d\d\$[./0-9A-Za-z]{53}$/.test(hash) ? "bcrypt" : "other";
}

/** Why a check that knows {SHA} hashes alone cannot have the passwords; undefined: it can. */
export function shaMisfit(intent: IntentOf<"basic-auth">, facts: IngressFacts): string | undefined {
  const read = readPasswords(intent, facts);
  if ("because" in read) return read.because;
  const isSha = read.lines.every(({ hash }) => hash === "sha");
  return isSha
    ? undefined
    : `the Secret ${facts.namespace}/${intent.secret.name} holds hashes of other kinds than {SHA}, and no hash can be turned into another kind`;
}

/** Why a check that reads another key cannot have them. */
export function keyMisfit(
  intent: IntentOf<"basic-auth">,
  facts: IngressFacts,
  key: string,
): string | undefined {
  const texts = (name: string) => linesOf(facts.passwords?.data[name] ?? "").map(({ text }) => text);
  return texts(key).join("\n") === texts("auth").join("\n")
    ? undefined
    : `the Secret ${facts.namespace}/${intent.secret.name} has its lines under the key auth, and the new gateway reads the key ${key}: add it with the same lines`;
}

export function refusePasswords(because: string, recipe: string): IntentAnswer {
  return {
    answers: {
      "": refusal({
        because,
        choices: `${recipe}; or check in the application, or put an authenticating proxy before the service, and remove the annotations once that stands: they guard what nginx serves until then`,
      }),
    },
  };
}

/** For targets that ask for no passwords of this kind. */
export function refusedPasswords(recipe: string): Emit<"basic-auth"> {
  return ({ scheme }) =>
    refusePasswords(
      scheme === "basic"
        ? "it asks for a password, and this target has no check that reads the Secret"
        : "it asks for a password by digest authentication, which no Gateway API implementation has",
      recipe,
    );
}

/** nginx keeps the password from the backend; the Envoy filter does not. */
export const hidesPassword = {
  type: "RequestHeaderModifier",
  requestHeaderModifier: { remove: ["Authorization"] },
} as const;
