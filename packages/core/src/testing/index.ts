/**
 * What tests of connectors and engines need: an app in memory that a test edits as a person would, the connector to it,
 * and a context in which no time passes.
 *
 * @packageDocumentation
 */
export { type AnswerFault, type AnswerMutation, type AnswerPlace, answerMutations } from './answer-mutations.ts';
export type {
  ConformanceException,
  ConformanceOptions,
  ConformanceRoles,
  ConformanceRunner,
  ConformanceSettings,
  ConformanceWorld,
  FieldRole,
} from './conformance/conformance-options.ts';
export type { ConformanceProbe, ConformanceWrite } from './conformance/conformance-probe.ts';
export { ConformanceFailure } from './conformance/expectations.ts';
export {
  type FaultProxy,
  type FaultProxyOptions,
  type RewriteAnswer,
  startFaultProxy,
} from './conformance/fault-proxy.ts';
export { type Conformance, defineConformance, testConnector } from './conformance/test-connector.ts';
export { contractReads, type ReadSubject } from './contract-reads.ts';
export { type CountingContext, collect, createCountingContext } from './counting-context.ts';
export {
  type Emulator,
  type EmulatorAnswer,
  type EmulatorServer,
  startEmulatorServer,
} from './emulator-server.ts';
export { type HintCatcher, startHintCatcher } from './hint-catcher.ts';
export { createInMemoryApp, type InMemoryApp } from './in-memory-app.ts';
export { createInMemoryConnector } from './in-memory-connector.ts';
export {
  type InMemoryAppOptions,
  type InMemoryAssociation,
  type InMemoryField,
  type InMemoryObject,
  inMemoryCapabilities,
} from './in-memory-definition.ts';
export type { AssociationAttempt, InMemoryCallKind, InMemoryFault, WriteAttempt } from './in-memory-faults.ts';
export type { LiveAccount, OpenLiveAccount } from './live/live-account.ts';
export {
  type LiveEnvironment,
  type LiveRun,
  type LiveVariable,
  livePrefix,
  liveSpeedVariable,
  missingVariables,
  startLiveRun,
} from './live/live-run.ts';
export { type LoopbackServer, startLoopbackServer } from './loopback-server.ts';
export { nastyTexts } from './nasty-texts.ts';
export { type Fixtures, type RecordFixturesOptions, recordFixtures } from './record-fixtures.ts';
export { readReleasedCheckpoints, releasedCheckpointsSchema } from './released-checkpoints.ts';
export {
  type ScriptedAnswer,
  type ScriptedRequest,
  type ScriptedServer,
  startScriptedServer,
} from './scripted-server.ts';
export { createTestClock, type TestClock } from './test-clock.ts';
export { createTestContext, createTestRandom } from './test-context.ts';
export { expectNone, testMisreadAnswers } from './test-wrong-answers.ts';
export {
  type Facts,
  factsOf,
  type Misdeeds,
  misreadAnswers,
  mistoldWrites,
  type PreparedChanges,
  type ReadUnderTest,
  type WriteUnderTest,
  type WrongAnswerOptions,
} from './wrong-answers.ts';
