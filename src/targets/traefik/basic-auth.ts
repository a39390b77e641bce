/**
 * Middleware basicAuth: takes the one key of a Secret whatever it is called, and no Secret with two (loadAuthCredentials in
 * pkg/provider/kubernetes/crd, v3); MD5, SHA1 and bcrypt.
 */
import { readPasswords, refusePasswords } from "../passwords.ts";
import type { Emit } from "../target.ts";

const recipe =
  "Keep the passwords in the repository as a Secret with the one key auth and hashes of htpasswd (apr1, bcrypt or {SHA}), which a Middleware (basicAuth.secret) then names";

export const traefikBasicAuth: Emit<"basic-auth"> = (intent, { facts }) => {
  const read = readPasswords(intent, facts);
  if ("because" in read) return refusePasswords(read.because, recipe);
  const { lines, keys, type } = read;
  const name = `${facts.namespace}/${intent.secret.name}`;
  if (keys.length !== 1) {
    return refusePasswords(
      `the Secret ${name} has ${keys.length} keys, and Traefik takes no Secret with more than one`,
      recipe,
    );
  }
  if (type === "kubernetes.io/basic-auth") {
    return refusePasswords(
      `Traefik reads the keys username and password of a Secret of the type ${type}`,
      recipe,
    );
  }
  if (lines.some(({ hash }) => hash === "other")) {
    return refusePasswords(`the Secret ${name} holds hashes that Traefik does not know`, recipe);
  }
  return {
    answers: {
      "": {
        verdict: "equivalent-with",
        note: "a Middleware asks for the same passwords from the same Secret (Traefik needs its Kubernetes CRD provider for it); paths without a rule answer 404 instead of 401",
      },
    },
    policies: [
      {
        apiVersion: "traefik.io/v1alpha1",
        kind: "Middleware",
        name: "basic-auth",
        spec: {
          basicAuth: {
            secret: intent.secret.name,
            removeHeader: true,
            ...(intent.realm !== "" && { realm: intent.realm }),
          },
        },
      },
    ],
  };
};
