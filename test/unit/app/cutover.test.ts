import { expect, test } from "vitest";
import { parseMarker } from "../../../src/report/markers.ts";
import { FakeGitHub } from "./fake-github.ts";
import { look } from "./run.ts";

const hour = 3_600_000;
const branch = "tidegate/prod/wave-1-cutover";

/** A merged wave whose names external-dns publishes for the Ingresses; one hour of soak. */
async function merged(text = "wave=1 dns"): Promise<FakeGitHub> {
  const github = new FakeGitHub({ ".github/tidegate.yml": `soak=${hour}`, "apps/cart.yaml": text });
  await look(github);
  github.say(1, "/migrate wave 1");
  await look(github);
  github.merge(2);
  await look(github);
  return github;
}

test("a removal waits for the cutover, and the cutover for parity and somebody who asks", async () => {
  const github = await merged();

  github.say(1, "/migrate cutover wave 1");
  await look(github);
  expect(github.answers().at(-1)).toMatch(
    /cannot be handed over yet. Missing:\n\n- soak: less than an hour left/,
  );

  github.pass(2 * hour);
  await look(github);
  expect(github.issues, "nothing opens by itself").toHaveLength(2);
  expect(github.issue(1).body).toContain("`/migrate cutover wave 1` hands them over");

  github.say(1, "/migrate remove wave 1");
  await look(github);
  expect(github.answers().at(-1)).toContain("- dns: external-dns publishes the names of `shop/cart`");
  expect(github.issues).toHaveLength(2);

  github.say(1, "/migrate cutover wave 1");
  const writes = await look(github);
  expect(writes).toContain(`open pull ${branch}`);
  expect(writes).toContain("check tidegate / parity");
  expect(await look(github)).toEqual([]);
  expect(github.answers().at(-1)).toContain("#3 hands the DNS names over");
  expect(github.issue(1).body).toMatch(/`shop\/cart` \| cutover proposed \| \[#3\]/);
  const { body } = github.issue(3);
  expect(body).toContain("**Merging this moves traffic.**");
  expect(body).toMatch(/\| `cart\.example\.com` \| \[.*shop\/cart.*\]\(.*\) \| `HTTPRoute cart` \|/);
  expect(body).toContain("## How to go back");
  expect(parseMarker("wave", body)).toMatchObject({ kind: "cutover", wave: 1, services: ["shop/cart"] });

  github.merge(3);
  const after = await look(github);
  expect(after).toContain("open pull tidegate/prod/wave-1-removal");
  expect(github.issue(4).body).toContain("handed over to the routes");
  expect(await look(github)).toEqual([]);

  github.merge(4);
  await look(github);
  expect(Object.keys(github.files("main"))).not.toContain("apps/cart.yaml");
  expect(await look(github)).toEqual([]);
});

test("a closed cutover stays closed until somebody asks again", async () => {
  const github = await merged();
  github.pass(2 * hour);
  github.say(1, "/migrate cutover wave 1");
  await look(github);
  github.close(3);
  await look(github);
  expect(github.issues).toHaveLength(3);
  expect(await look(github)).toEqual([]);

  github.say(1, "/migrate cutover wave 1");
  expect(await look(github)).toContain(`open pull ${branch}`);
});

test("a cutover branch somebody pushed to is theirs", async () => {
  const github = await merged();
  github.pass(2 * hour);
  github.say(1, "/migrate cutover wave 1");
  await look(github);
  github.push(branch, { "apps/cart.yaml": "mine" });

  const writes = await look(github);

  expect(github.files(branch)["apps/cart.yaml"]).toBe("mine");
  expect(writes).not.toContain("commit");
  expect(github.issue(1).body).toContain("cutover edited by somebody else");
  expect(await look(github)).toEqual([]);
});

test("a wave without names in DNS has nothing to hand over", async () => {
  const github = await merged("wave=1");
  const comment = github.say(1, "/migrate cutover wave 1");

  await look(github);

  expect(github.reactions.at(-1)).toEqual({ comment, content: "-1" });
  expect(github.answers().at(-1)).toContain("has no names to hand over");
});

test("names the cutover cannot edit stay, with what to do by hand", async () => {
  const github = await merged("wave=1 dns stuck");
  github.pass(2 * hour);
  const comment = github.say(1, "/migrate cutover wave 1");

  await look(github);

  expect(github.issues).toHaveLength(2);
  expect(github.reactions.at(-1)).toEqual({ comment, content: "-1" });
  expect(github.answers().at(-1)).toMatch(/`shop\/cart`: It is stuck.*Do it by hand/);
});
