// Verifies the RS256 token an App signs for itself. The refusals are GitHub's own sentences: @octokit/auth-app reads them
// to find out that a clock is wrong, and corrects it by the Date header.
import { verify } from "node:crypto";
import { ApiError } from "../world/errors.ts";
import type { App } from "../world/types.ts";
import type { World } from "../world/world.ts";

const LONGEST_LIFE = 600;

export function looksLikeJwt(token: string): boolean {
  return token.split(".").length === 3;
}

export function appOfJwt(world: World, token: string): App {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const claims = readJson(payload);
  if (readJson(header)?.alg !== "RS256" || claims === undefined) throw undecodable();
  const issuer = String(claims.iss);
  const app = world.apps.find((known) => String(known.id) === issuer || known.clientId === issuer);
  if (app === undefined) throw new ApiError(404, "Integration not found");
  const signed = Buffer.from(`${header}.${payload}`);
  if (!verify("RSA-SHA256", signed, app.publicKey, Buffer.from(signature, "base64url"))) throw undecodable();
  checkWindow(claims, Math.floor(world.authNow().getTime() / 1000));
  return app;
}

function checkWindow(claims: Readonly<Record<string, unknown>>, now: number): void {
  const { iat, exp } = claims;
  if (typeof exp !== "number" || exp <= now) {
    throw new ApiError(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  if (exp > now + LONGEST_LIFE) {
    throw new ApiError(401, "'Expiration time' claim ('exp') is too far in the future");
  }
  if (typeof iat !== "number" || iat > now) {
    throw new ApiError(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  }
}

function readJson(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function undecodable(): ApiError {
  return new ApiError(401, "A JSON web token could not be decoded");
}
