export { analyses } from "./analyses/index.js";
export { budgetNames, withBudget, withOverrides } from "./budgets.js";
export { type DensityErrors, densityErrors } from "./densities.js";
export type { Cluster, ShardedRun } from "./executors/cluster.js";
export { inline } from "./executors/inline.js";
export { type JobOptions, jobScript } from "./executors/slurm/script.js";
export { type SlurmOptions, slurm } from "./executors/slurm/slurm.js";
export { type ThreadOptions, threads, type WorkerPool, workerPool } from "./executors/threads.js";
export { makeFolder } from "./folder.js";
export { definitionHash, definitionOf, trialKey } from "./identity.js";
export { type Merged, mergeShards } from "./merge.js";
export { changedExperiment } from "./own/changes.js";
export { defineExperiment } from "./own/define.js";
export { findExperiment, loadExperiment } from "./own/load.js";
export { packagePath, version } from "./package-info.js";
export { drawData } from "./parts/data.js";
export { fittedModel, truthModel } from "./parts/models.js";
export { type ArrayPlan, arrayFor, type PlanOptions, planWork, type WorkPlan } from "./planning/plan.js";
export { type Progress, secondsLeft } from "./progress.js";
export { publishedCurve } from "./published-curve.js";
export { logLine, slopes } from "./rates.js";
export {
  type RunOptions,
  type RunResult,
  type RunsOptions,
  readExperiment,
  resultsFile,
  runExperiment,
  runExperiments,
  runShard,
  type ShardOptions,
  type ShardResult,
  summaryFile,
} from "./run.js";
export { type Beginning, longestFirst, type Queue, tasksOf } from "./schedule.js";
export { type ExperimentData, experimentSchema, experimentSchemaText } from "./schema/experiment.js";
export { experimentByName, experiments, protocolByName } from "./specs/index.js";
export { type Manifest, manifestFile, readManifest } from "./storage/manifest.js";
export { type Shard, shardFile, shardIndex } from "./storage/shards.js";
export { openStore, readStore, type Store, type Stored, type StoreOptions } from "./storage/store.js";
export { experimentsOf, studies, studyByName } from "./studies/index.js";
export { type Finding, headlineFinding, studyFindings, studyPicture } from "./study.js";
export { isCertified, parseSummary, summarize, summaryText } from "./summarize.js";
export { remeasured, runNamedTrial, trial } from "./trial.js";
export type * from "./types/analysis.js";
export type * from "./types/experiment.js";
export type * from "./types/experiment-file.js";
export type * from "./types/picture.js";
export type * from "./types/protocol.js";
export type * from "./types/record.js";
export type * from "./types/study.js";
export type * from "./types/summary.js";
export { boundSlope, verdictOf } from "./verdict.js";
