import type { ChannelStore } from "../../store.ts";
import type { Engine } from "../engine.ts";
import { answerTest, orderTest, takeTests, testOf } from "../ops/channel-tests.ts";
import { changes, countOrphans, orphans, report, setMode, states } from "../ops/channels.ts";

export function channelPort(engine: Engine): ChannelStore {
  return {
    setMode: (change) => engine.write((tx) => setMode(tx, change)),
    changes: (channelId, limit) => engine.read((tx) => changes(tx, channelId, limit)),
    report: (node, at, own, forget) => engine.write((tx) => report(tx, node, at, own, forget)),
    states: () => engine.read((tx) => states(tx)),
    orderTest: (test) => engine.write((tx) => orderTest(tx, test)),
    takeTests: (take) => engine.write((tx) => takeTests(tx, take)),
    answerTest: (testId, node, answer) => engine.write((tx) => answerTest(tx, testId, node, answer)),
    test: (testId) => engine.write((tx) => testOf(tx, testId)),
    orphans: (asked) => engine.read((tx) => orphans(tx, asked)),
    countOrphans: (asked) => engine.read((tx) => countOrphans(tx, asked)),
  };
}
