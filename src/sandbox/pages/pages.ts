import type { World } from "../world/world.ts";
import type { PageAnswer, PageRequest } from "./request.ts";

export function createPages(_world: World): (request: PageRequest) => Promise<PageAnswer> {
  return async () => ({ status: 404, headers: {}, body: "", user: "nobody" });
}
