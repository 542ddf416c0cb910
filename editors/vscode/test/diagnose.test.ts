import assert from "node:assert/strict";
import { test } from "node:test";

import { type Answer, startProblem, versionProblem } from "../src/diagnose";

const answering = (answer: Partial<Answer>) => () => Promise.resolve({ code: 0, output: "", errors: "", ...answer });

for (const output of ["mooring 0.1.0\n", "mooring 0.2.0\r\n", "mooring 1.0.0rc1\n", "mooring 10.0.0\n"]) {
  test(`${JSON.stringify(output)} will do`, async () => {
    assert.equal(await versionProblem("/bin/mooring", answering({ output })), undefined);
  });
}

const WRONG: [string, Partial<Answer>, RegExp][] = [
  ["a version before the first", { output: "mooring 0.0.9\n" }, /is mooring 0\.0\.9; this extension needs 0\.1\.0 or later/],
  ["another program", { output: "Python 3.11.7\n" }, /`\/bin\/mooring --version` does not answer as Mooring does.*Python 3\.11\.7/],
  ["a program that fails", { code: 1, errors: "Traceback\nModuleNotFoundError: x\n" }, /says: ModuleNotFoundError: x$/],
  ["a program that says nothing", { code: null }, /says: nothing$/],
];

for (const [name, answer, expected] of WRONG) {
  test(`${name} is named`, async () => {
    assert.match((await versionProblem("/bin/mooring", answering(answer))) ?? "", expected);
  });
}

test("a server that cannot start says why itself", async () => {
  const errors = "mooring: the language server needs pygls; install Mooring with its extra, `mooring[lsp]`\n";
  const said = await startProblem("/bin/mooring", answering({ code: 2, errors }));
  assert.match(said ?? "", /`\/bin\/mooring lsp` does not start: the language server needs pygls; .*`mooring\[lsp\]`$/);
});

test("a server that thinks its editor has gone away has started", async () => {
  assert.equal(await startProblem("/bin/mooring", answering({ code: 1, errors: "bye\n" })), undefined);
});
