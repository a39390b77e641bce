// A GitHub on localhost: real bare git repositories over smart HTTP, the REST endpoints an App uses, signed webhooks, small
// pages for people. `startSandbox` is the door; the object it returns is also the hand of the test or the demo, which does what
// people and other Apps do.
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAccount, createApp, createRepository } from "./actions/accounts.ts";
import { createLimits } from "./api/limits.ts";
import { createMatcher } from "./api/match.ts";
import { allRoutes } from "./api/routes.ts";
import type { Exchange } from "./exchange.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createPages } from "./pages/pages.ts";
import { createPeople, type People } from "./people.ts";
import { createSandboxServer } from "./server.ts";
import { createDeliveries, type Deliveries, type Delivery } from "./webhooks/deliveries.ts";
import type { Permissions } from "./world/types.ts";
import { createWorld, findAccount, type World } from "./world/world.ts";

export interface SandboxOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Dates everything that happens; `advance` moves it. */
  readonly clock?: () => Date;
  /** Judges JWTs and token lifetimes; the real time unless a test says otherwise. */
  readonly authClock?: () => Date;
  /** Requests per hour and caller, 5000 as on github.com. */
  readonly rateLimit?: number;
  /** Who the pages take a browser for until it switches. */
  readonly viewer?: string;
  readonly onExchange?: (exchange: Exchange) => void;
  readonly onDelivery?: (delivery: Delivery) => void;
}

export interface SandboxApp {
  readonly appId: number;
  readonly slug: string;
  readonly privateKey: string;
  readonly clientId: string;
}

export interface Sandbox extends People {
  readonly url: string;
  readonly apiUrl: string;
  readonly world: World;
  readonly faults: Faults;
  readonly deliveries: Deliveries;
  readonly requests: readonly Exchange[];
  /** Requests that changed something, oldest first. */
  writes(): readonly Exchange[];
  createUser(login: string): void;
  createOrg(login: string, members?: Readonly<Record<string, "admin" | "member">>): void;
  createApp(options: {
    readonly slug: string;
    readonly permissions: Permissions;
    readonly events: readonly string[];
    readonly webhookUrl?: string;
    readonly webhookSecret?: string;
    /** PEM of an RSA key, for those who start many sandboxes; a fresh one is made when absent. */
    readonly privateKey?: string;
    /** Login of the account that registered it; `github-sandbox` when absent. */
    readonly owner?: string;
  }): SandboxApp;
  createRepository(options: {
    readonly owner: string;
    readonly name: string;
    readonly private?: boolean;
    readonly description?: string;
    readonly defaultBranch?: string;
    readonly files?: string | Readonly<Record<string, string | Buffer>>;
  }): Promise<void>;
  waitForDeliveries(): Promise<void>;
  /** Moves the clock of issues, commits and checks forward; tokens keep to the real time. */
  advance(milliseconds: number): void;
  stop(): Promise<void>;
}

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const root = await mkdtemp(join(tmpdir(), "tidegate-sandbox-"));
  const world = createWorld({
    root,
    clock: options.clock ?? (() => new Date()),
    authClock: options.authClock ?? (() => new Date()),
  });
  const house = createAccount(world, "github-sandbox", "User");
  createAccount(world, "web-flow", "User");
  const requests: Exchange[] = [];
  const faults = createFaults();
  const deliveries = createDeliveries(world, options.onDelivery ?? (() => undefined));
  const limits = createLimits(world, options.rateLimit ?? 5000);
  const server = createSandboxServer({
    world,
    faults,
    limits,
    match: createMatcher(allRoutes(deliveries, limits)),
    answerPage: createPages(world, options.viewer),
    record(exchange) {
      const numbered = { ...exchange, number: requests.length + 1 };
      requests.push(numbered);
      options.onExchange?.(numbered);
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  world.urls.html = `http://127.0.0.1:${port}`;
  world.urls.api = `${world.urls.html}/api/v3`;

  return {
    ...createPeople(world),
    url: world.urls.html,
    apiUrl: world.urls.api,
    world,
    faults,
    deliveries,
    requests,
    writes: () => requests.filter((exchange) => exchange.isWrite),
    createUser(login) {
      createAccount(world, login, "User");
    },
    createOrg(login, members = {}) {
      createAccount(world, login, "Organization", members);
    },
    createApp(input) {
      const owner = input.owner === undefined ? house : findAccount(world, input.owner);
      if (owner === undefined) throw new Error(`the sandbox has no account ${input.owner}`);
      const { app, privateKey } = createApp(world, {
        ...input,
        owner,
        webhookUrl: input.webhookUrl,
        webhookSecret: input.webhookSecret,
        privateKey: input.privateKey,
      });
      return { appId: app.id, slug: app.slug, privateKey, clientId: app.clientId };
    },
    async createRepository(input) {
      const owner = findAccount(world, input.owner);
      if (owner === undefined) throw new Error(`the sandbox has no account ${input.owner}`);
      await createRepository(world, {
        owner,
        name: input.name,
        isPrivate: input.private ?? false,
        description: input.description ?? null,
        defaultBranch: input.defaultBranch ?? "main",
        files: input.files,
        author: owner.kind === "User" ? owner : house,
      });
    },
    waitForDeliveries: () => deliveries.idle(),
    advance: (milliseconds) => world.advance(milliseconds),
    async stop() {
      deliveries.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await rm(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
