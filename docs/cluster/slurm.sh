#!/bin/bash
# One sweep as a Slurm job array: sbatch slurm.sh, in a folder with plan.decodeplan. The array counts from 1, as
# shards do. A task that is requeued goes on where its output ends.
#SBATCH --job-name=decodeplan-sweep
#SBATCH --array=1-4
#SBATCH --cpus-per-task=4
#SBATCH --mem=1G
#SBATCH --time=01:00:00
#SBATCH --requeue

decodeplan sweep plan.decodeplan \
  --set workloads.assistants.concurrency=8,16,32,64,128 \
  --set workloads.assistants.context=1K..31K/16 \
  --jobs "${SLURM_CPUS_PER_TASK:-1}" \
  --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" \
  --output "part-$(printf %03d "$SLURM_ARRAY_TASK_ID").ndjson" --resume
