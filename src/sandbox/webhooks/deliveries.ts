// Sends webhooks: one queue per App, in order, each waiting for the answer of the one before. Like GitHub it never retries by
// itself. Faults drop, double, hold back or delay single deliveries.
import { createHash, createHmac } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { App } from "../world/types.ts";
import type { World, WorldEvent } from "../world/world.ts";
import { payloadFor, targetsOf } from "./payload.ts";

export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly app: App;
  readonly event: string;
  readonly action: string | undefined;
  readonly installationId: number | undefined;
  readonly repositoryId: number | undefined;
  /** What is sent, byte for byte: fixed when the event happens, so that later changes cannot break its signature. */
  readonly text: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly isRedelivery: boolean;
  deliveredAt: Date;
  seconds: number;
  /** 0 until there is an answer; 502 when nobody answered. */
  statusCode: number;
  response: { readonly headers: Readonly<Record<string, string>>; readonly body: string };
  outcome: "waiting" | "answered" | "failed" | "dropped" | "nowhere";
}

export interface DeliveryFault {
  readonly event?: string;
  readonly action?: string;
  /** The first matching delivery is 1. */
  readonly nth?: number;
  readonly count?: number;
  /** `hold` lets the next delivery of the App overtake this one. */
  readonly effect: "drop" | "duplicate" | "hold" | { readonly delay: number };
}

export interface Deliveries {
  readonly log: readonly Delivery[];
  inject(fault: DeliveryFault): void;
  clearFaults(): void;
  redeliver(delivery: Delivery): void;
  /** Resolves once nothing is on its way. */
  idle(): Promise<void>;
  stop(): void;
}

const ANSWER_WITHIN = 10_000;
const HOLD_AT_MOST = 100;

interface Queue {
  readonly waiting: Delivery[];
  readonly held: Delivery[];
  running: boolean;
}

export function createDeliveries(world: World, onDelivery: (delivery: Delivery) => void): Deliveries {
  const log: Delivery[] = [];
  const queues = new Map<App, Queue>();
  const stopping = new AbortController();
  let faults: { readonly rule: DeliveryFault; seen: number }[] = [];
  let moving = 0;
  let sleepers: (() => void)[] = [];

  const settle = (): void => {
    moving -= 1;
    if (moving > 0) return;
    for (const wake of sleepers) wake();
    sleepers = [];
  };

  const queueOf = (app: App): Queue => {
    const known = queues.get(app);
    if (known !== undefined) return known;
    const fresh: Queue = { waiting: [], held: [], running: false };
    queues.set(app, fresh);
    return fresh;
  };

  const enqueue = (delivery: Delivery): void => {
    moving += 1;
    const queue = queueOf(delivery.app);
    queue.waiting.push(delivery, ...queue.held.splice(0));
    if (!queue.running) void pump(queue);
  };

  const pump = async (queue: Queue): Promise<void> => {
    queue.running = true;
    for (;;) {
      const next = queue.waiting.shift() ?? (await afterHolding(queue));
      if (next === undefined) break;
      await send(world, next, stopping.signal);
      onDelivery(next);
      settle();
    }
    queue.running = false;
  };

  const afterHolding = async (queue: Queue): Promise<Delivery | undefined> => {
    if (queue.held.length > 0) await wait(HOLD_AT_MOST);
    return queue.waiting.shift() ?? queue.held.shift();
  };

  const effectOn = (delivery: Delivery): DeliveryFault["effect"] | undefined => {
    let effect: DeliveryFault["effect"] | undefined;
    for (const entry of faults) {
      const { rule } = entry;
      if (rule.event !== undefined && rule.event !== delivery.event) continue;
      if (rule.action !== undefined && rule.action !== delivery.action) continue;
      entry.seen += 1;
      const first = rule.nth ?? 1;
      if (entry.seen >= first && entry.seen < first + (rule.count ?? 1)) effect ??= rule.effect;
    }
    return effect;
  };

  const dispatch = (delivery: Delivery): void => {
    log.push(delivery);
    const effect = effectOn(delivery);
    if (effect === "drop") {
      delivery.outcome = "dropped";
      onDelivery(delivery);
    } else if (effect === "hold") {
      moving += 1;
      const queue = queueOf(delivery.app);
      queue.held.push(delivery);
      if (!queue.running) void pump(queue);
    } else if (typeof effect === "object") {
      moving += 1;
      void wait(effect.delay, undefined, { signal: stopping.signal })
        .then(() => enqueue(delivery))
        .catch(() => undefined)
        .finally(settle);
    } else {
      enqueue(delivery);
      if (effect === "duplicate") {
        const twin = { ...delivery, id: world.nextId() };
        log.push(twin);
        enqueue(twin);
      }
    }
  };

  world.listen((event) => {
    for (const target of targetsOf(world, event)) dispatch(newDelivery(world, event, target));
  });

  return {
    log,
    inject(rule) {
      faults.push({ rule, seen: 0 });
    },
    clearFaults() {
      faults = [];
    },
    redeliver(delivery) {
      const again: Delivery = { ...delivery, id: world.nextId(), isRedelivery: true, outcome: "waiting" };
      log.push(again);
      enqueue(again);
    },
    idle: () => (moving === 0 ? Promise.resolve() : new Promise((resolve) => sleepers.push(resolve))),
    stop: () => stopping.abort(),
  };
}

function newDelivery(
  world: World,
  event: WorldEvent,
  target: ReturnType<typeof targetsOf>[number],
): Delivery {
  const { app, installation } = target;
  const id = world.nextId();
  const guid = guidOf(id);
  const text = JSON.stringify(payloadFor(world, event, installation));
  const payload = JSON.parse(text) as Delivery["payload"]; // the line above made it from an object
  return {
    id,
    guid,
    app,
    event: event.name,
    action: event.action,
    installationId: installation.id,
    repositoryId: event.repository?.id,
    text,
    payload,
    headers: {
      "content-type": "application/json",
      "user-agent": "GitHub-Hookshot/sandbox",
      "x-github-delivery": guid,
      "x-github-event": event.name,
      "x-github-hook-id": String(app.hook.id),
      "x-github-hook-installation-target-id": String(app.id),
      "x-github-hook-installation-target-type": "integration",
      ...(app.hook.secret === undefined ? {} : signatures(app.hook.secret, text)),
    },
    isRedelivery: false,
    deliveredAt: world.now(),
    seconds: 0,
    statusCode: 0,
    response: { headers: {}, body: "" },
    outcome: "waiting",
  };
}

function signatures(secret: string, bytes: string): Record<string, string> {
  const sign = (algorithm: string): string => createHmac(algorithm, secret).update(bytes).digest("hex");
  return { "x-hub-signature": `sha1=${sign("sha1")}`, "x-hub-signature-256": `sha256=${sign("sha256")}` };
}

function guidOf(id: number): string {
  const hex = createHash("sha256").update(`delivery ${id}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

async function send(world: World, delivery: Delivery, stopping: AbortSignal): Promise<void> {
  delivery.deliveredAt = world.now();
  const { url } = delivery.app.hook;
  if (url === undefined) {
    delivery.outcome = "nowhere";
    return;
  }
  const started = performance.now();
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: delivery.headers,
      body: delivery.text,
      redirect: "manual",
      signal: AbortSignal.any([stopping, AbortSignal.timeout(ANSWER_WITHIN)]),
    });
    delivery.response = { headers: Object.fromEntries(response.headers), body: await response.text() };
    delivery.statusCode = response.status;
    delivery.outcome = response.ok ? "answered" : "failed";
  } catch {
    delivery.statusCode = 502;
    delivery.outcome = "failed";
  }
  delivery.seconds = Math.round(performance.now() - started) / 1000;
}
