#!/bin/bash
# 4 of the points of demo-sweep, each up to Plot. Written by --target=Sweep --executor=slurm.
#SBATCH --job-name=demo-sweep.Plot
#SBATCH --array=0,2-4%2
#SBATCH --chdir="/lab/100% slug"
#SBATCH --output="/lab/100%% slug/results/demo-sweep/slurm/logs/1-Plot.%a.log"
#SBATCH --partition=gpu
#SBATCH --gres=gpu:1
#SBATCH --time=4:00:00
#SBATCH --mem=32G
#SBATCH --cpus-per-task=8
#SBATCH --constraint=a100
set -u
export LD_LIBRARY_PATH='/opt/a b/lib'
export OMP_WAIT_POLICY='PASSIVE'
code=0
'/usr/bin/dotnet' \
  '/lab/slug/artifacts/bin/Build/release/slug.dll' \
  '--config=configs/sweeps/demo.yaml' \
  '--set' \
  'emoji.names=it'\''s $HOME `id`.txt' \
  '--target=Plot' \
  "--point=$SLURM_ARRAY_TASK_ID" || code=$?
# Renamed into place, so that whoever follows the sweep sees the whole exit code or none.
file='/lab/100% slug/results/demo-sweep/slurm/done/1-Plot.'$SLURM_ARRAY_TASK_ID
echo "$code" >"$file.new" && mv "$file.new" "$file"
exit "$code"
