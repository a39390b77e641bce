/**
 * Another service that decides about every request (internal/ingress/annotations/authreq/main.go, v1.15.1). Three of the keys are a
 * trap: one bad value in them makes the controller forget the whole group and serve the paths without any check.
 */
import type { Intent } from "../../model/intent.ts";
import type { Family } from "./family.ts";
import { parseGoBoolean } from "./values.ts";
import type { AnnotationView } from "./view.ts";

const keys = [
  "auth-url",
  "auth-method",
  "auth-signin",
  "auth-signin-redirect-param",
  "auth-response-headers",
  "auth-request-redirect",
  "auth-proxy-set-headers",
  "auth-always-set-cookie",
  "auth-cache-key",
  "auth-cache-duration",
  "auth-keepalive",
  "auth-keepalive-requests",
  "auth-keepalive-share-vars",
  "auth-keepalive-timeout",
] as const;

const usual = {
  "auth-url": "http://auth.shop.svc.cluster.local:8080/check",
  "auth-method": "GET",
  "auth-request-redirect": "https://www.example.com/",
  "auth-always-set-cookie": "true",
  "auth-cache-key": "$remote_user",
  "auth-cache-duration": "200 1m",
  "auth-keepalive": "10",
  "auth-keepalive-requests": "1000",
  "auth-keepalive-share-vars": "true",
  "auth-keepalive-timeout": "60",
} as const;

export const externalAuthFamily: Family = {
  name: "external-auth",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#external-authentication",
  keys: Object.fromEntries(keys.map((name) => [name, "external-auth"])),
  band: "high",
  samples: [
    usual,
    { ...usual, "auth-response-headers": "X-User" },
    { ...usual, "auth-proxy-set-headers": "shop/headers" },
    { ...usual, "auth-signin": "https://auth.example.com/start", "auth-signin-redirect-param": "rd" },
  ],
  read(view) {
    const url = view.text("auth-url");
    if (url === undefined) {
      for (const name of keys) {
        if (view.raw(name) !== undefined)
          view.ignored.set(name, "without auth-url nginx does nothing with it");
      }
      return [];
    }
    return [readAuth(view, url)];
  },
};

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE"] as const;
const urlText = /^[A-Za-z0-9\-._~/: ,?&=$]*$/;
const plainText = /^[A-Za-z0-9\-._~/:,?&=]*$/;

function readAuth(view: AnnotationView, url: string): Intent {
  if (!urlText.test(url)) view.drop("auth-url", "a URL of letters, digits and -._~/:,?&=$");
  else if (!/^https?:\/\/[^/]/.test(url)) {
    view.refuse("auth-url", "it names no http or https address, so ingress-nginx answers 503");
  }
  refuseTraps(view);
  const method = view.text("auth-method") ?? "GET";
  if (!methods.some((known) => known === method)) {
    view.refuse("auth-method", "it is no method ingress-nginx takes, so it answers 503");
  }
  return {
    kind: "external-auth",
    url,
    signin: readSignin(view),
    method,
    responseHeaders: readHeaderNames(view),
    addsHeaders: view.text("auth-proxy-set-headers") !== undefined,
  };
}

/** Fails open on today's side, which nobody may learn only after the move. */
function refuseTraps(view: AnnotationView): void {
  const open =
    "ingress-nginx cannot read this value and therefore drops the whole auth group: the paths are served WITHOUT any check today";
  const choices =
    "Decide whether the paths are to be guarded, and correct the value or remove the annotations";
  const cookie = view.raw("auth-always-set-cookie");
  if (cookie !== undefined && parseGoBoolean(cookie) === undefined) {
    view.refuse("auth-always-set-cookie", open, choices);
  }
  if (!/^[\w\s,.\-/:]*$/.test(view.text("auth-cache-duration") ?? "")) {
    view.refuse("auth-cache-duration", open, choices);
  }
  if (!plainText.test(view.text("auth-request-redirect") ?? "")) {
    view.refuse("auth-request-redirect", open, choices);
  }
}

/** nginx variables may stand in it, as in auth-url. */
function readSignin(view: AnnotationView): string | undefined {
  const signin = view.text("auth-signin");
  const param = view.text("auth-signin-redirect-param");
  if (signin !== undefined && urlText.test(signin)) {
    if (param !== undefined && !plainText.test(param)) {
      view.ignored.set("auth-signin-redirect-param", "ingress-nginx ignores this value and uses rd");
    }
    return signin;
  }
  if (signin !== undefined) {
    view.ignored.set("auth-signin", "ingress-nginx ignores this value: clients get a bare 401");
  }
  if (param !== undefined) {
    view.ignored.set("auth-signin-redirect-param", "without auth-signin nginx does nothing with it");
  }
  return undefined;
}

function readHeaderNames(view: AnnotationView): readonly string[] {
  const names = (view.text("auth-response-headers") ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (names.some((name) => !/^[A-Za-z0-9\-_]+$/.test(name))) {
    view.refuse(
      "auth-response-headers",
      "it lists something that is no header name, so ingress-nginx answers 503",
    );
  }
  return [...new Set(names)];
}
