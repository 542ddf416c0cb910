import assert from "node:assert/strict";
import { test } from "node:test";

import type { Answer } from "../src/diagnose";
import { type Connection, type Host, Service } from "../src/service";
import { surroundings } from "./surroundings";

const PROGRAM = "/usr/bin/mooring";

/** An editor that writes down what happens. */
class Editor implements Host {
  readonly events: string[] = [];
  programs = [PROGRAM];
  version: Answer = { code: 0, output: "mooring 0.1.0\n", errors: "" };
  server: Answer = { code: 1, output: "", errors: "" };
  failure: Error | undefined;
  hangs = false;

  surroundings = () => surroundings(this.programs);

  run = (_: string, args: readonly string[]): Promise<Answer> =>
    Promise.resolve(args[0] === "--version" ? this.version : this.server);

  connect(program: string): Connection {
    return {
      start: async () => {
        await new Promise((resolve) => this.hangs || setImmediate(resolve));
        if (this.failure) {
          throw this.failure;
        }
        this.events.push(`start ${program}`);
      },
      stop: async () => {
        await new Promise(setImmediate);
        this.events.push("stop");
        if (this.failure) {
          throw this.failure;
        }
      },
    };
  }

  log(): void {}

  report(problem: string): void {
    this.events.push(problem);
  }
}

test("restarts wait for one another, so that there is one server at a time", async () => {
  const editor = new Editor();
  const service = new Service(editor);
  await Promise.all([service.restart(), service.restart(), service.stop(), service.stop()]);
  assert.deepEqual(editor.events, [`start ${PROGRAM}`, "stop", `start ${PROGRAM}`, "stop"]);
});

test("what is missing is reported, and found once it is there", async () => {
  const editor = new Editor();
  const service = new Service(editor);
  editor.programs = [];
  await service.restart();
  editor.programs = [PROGRAM];
  await service.restart();
  assert.match(editor.events[0] ?? "", /was not found/);
  assert.deepEqual(editor.events.slice(1), [`start ${PROGRAM}`]);
});

test("what is no Mooring is not started", async () => {
  const editor = new Editor();
  editor.version = { code: 0, output: "Python 3\n", errors: "" };
  await new Service(editor).restart();
  assert.equal(editor.events.length, 1);
  assert.match(editor.events[0] ?? "", /does not answer as Mooring does/);
});

test("a server that does not start says why", async () => {
  const editor = new Editor();
  editor.server = { code: 2, output: "", errors: "mooring: needs pygls\n" };
  await new Service(editor).restart();
  assert.deepEqual(editor.events, [`\`${PROGRAM} lsp\` does not start: needs pygls`]);
});

test("a server that does not answer is reported, and not waited for any longer", async () => {
  const editor = new Editor();
  const service = new Service(editor, 20);
  editor.hangs = true;
  await service.restart();
  editor.hangs = false;
  await service.restart();
  assert.deepEqual(editor.events, [`\`${PROGRAM} lsp\` does not start: Error: no answer`, "stop", `start ${PROGRAM}`]);
});

test("a server that does not end is left behind", async () => {
  const editor = new Editor();
  const service = new Service(editor);
  await service.restart();
  editor.failure = new Error("timed out");
  await service.stop();
  editor.failure = undefined;
  await service.restart();
  assert.deepEqual(editor.events, [`start ${PROGRAM}`, "stop", `start ${PROGRAM}`]);
});

test("a failure of the editor's own is reported, and does not end the service", async () => {
  const editor = new Editor();
  const service = new Service(editor);
  editor.surroundings = () => {
    throw new Error("no settings");
  };
  await service.restart();
  editor.surroundings = () => surroundings([PROGRAM]);
  await service.restart();
  assert.deepEqual(editor.events, ["Mooring: Error: no settings", `start ${PROGRAM}`]);
});
