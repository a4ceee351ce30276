// The program is cut off (kill -9) while people save. What it had acknowledged is there afterwards, once; nothing is half
// done; the audit trail is whole; and what is sent again after a lost answer has no second effect.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { caller, runCuan, serveAt } from "../lib/program.mjs";

const KILLS = 8;
const WRITERS = 4;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// A meeting of our own enterprise: no two on one day.
function meeting(count) {
  const day = new Date(Date.UTC(2009, 0, 1 + count)).toISOString().slice(0, 10);
  return { id: randomUUID(), held_on: day, delegates_total: "45", delegates_present: "31" };
}

test("what was acknowledged survives being cut off, and counts once", { timeout: 600_000 }, async () => {
  const data = await mkdtemp(join(tmpdir(), "cuan-survive-"));
  await cp(process.env.CUAN_TEMPLATE, data, { recursive: true });
  try {
    const acknowledged = [];
    const unanswered = [];
    let count = 0;
    for (let round = 0; round < KILLS; round += 1) {
      const program = await serveAt(data);
      const rep = await caller(program.base, "rep");
      let over = false;
      const writing = Array.from({ length: WRITERS }, async () => {
        while (!over) {
          const fields = meeting((count += 1));
          const answer = await rep.post("/congress/new", fields).catch(() => null);
          if (answer?.status === 303) acknowledged.push(fields);
          else if (answer === null) unanswered.push(fields);
          else assert.fail(`${answer.status} for ${JSON.stringify(fields)}: ${(await answer.text()).slice(0, 400)}`);
        }
      });
      // Cut off at any moment after the first two were acknowledged, however slow the machine is.
      const before = acknowledged.length;
      for (let i = 0; i < 1_000 && acknowledged.length < before + 2; i += 1) await sleep(10);
      await sleep(Math.random() * 300);
      const killed = program.kill(); // in the middle of what they are doing
      over = true;
      await killed;
      await Promise.all(writing);
    }
    assert.ok(acknowledged.length > KILLS, `only ${acknowledged.length} were acknowledged: nothing was proved`);

    const program = await serveAt(data);
    const rep = await caller(program.base, "rep");
    for (const { id } of acknowledged) {
      assert.equal((await rep.get(`/congress/${id}`)).status, 200, `the acknowledged meeting ${id} is lost`);
    }
    // The answer was lost, so the sender sends again: the same page, one meeting.
    for (const fields of [...unanswered, ...acknowledged.slice(0, 5)]) {
      const answer = await rep.post("/congress/new", fields);
      assert.equal(answer.status, 303, `sent again: ${fields.id}`);
      assert.match(answer.headers.get("location"), new RegExp(fields.id));
    }
    await program.stop();
    assert.match(await runCuan(["audit", "verify"], { CUAN_DATA: data }), /^whole: /m);
    console.log(`${KILLS} kills, ${acknowledged.length} acknowledged, ${unanswered.length} without an answer, 0 lost`);
  } finally {
    await rm(data, { recursive: true, force: true });
  }
});
