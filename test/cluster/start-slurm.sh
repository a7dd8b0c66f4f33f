#!/usr/bin/env bash
# Starts a Slurm of one node on this machine, as root: munge, slurmctld and slurmd, all under one folder. Prints the line that a
# shell evaluates to use it. Stop it with `start-slurm.sh stop FOLDER`.
#
#   eval "$(test/cluster/start-slurm.sh FOLDER)"
set -euo pipefail

stop() {
  local pid
  for name in slurmd slurmctld munged; do
    pid=$(cat "$1/$name.pid" 2>/dev/null) || continue
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 50); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  done
}

if [ "${1:-}" = stop ]; then
  stop "$2"
  exit
fi
folder=${1:?a folder for the state of Slurm}
for program in munged slurmctld slurmd sbatch; do
  command -v "$program" >/dev/null || PATH=$PATH:/usr/sbin command -v "$program" >/dev/null || {
    echo "$program is not installed; on Debian: apt-get install slurm-wlm munge" >&2
    exit 3
  }
done
[ "$(id -u)" = 0 ] || { echo "slurmd and munged are started as root" >&2; exit 3; }
PATH=$PATH:/usr/sbin

mkdir -p "$folder/state" "$folder/spool" "$folder/munge"
folder=$(cd "$folder" && pwd)
host=$(hostname -s)

# Munge refuses folders that others may write, and runs as its own user.
head -c 1024 /dev/urandom >"$folder/munge/key"
chmod 400 "$folder/munge/key"
chmod 755 "$folder" "$folder/munge"
chown -R munge "$folder/munge"
runuser -u munge -- munged --key-file="$folder/munge/key" --socket="$folder/munge/socket" \
  --pid-file="$folder/munge/pid" --log-file="$folder/munge/log" --seed-file="$folder/munge/seed" --force
cp "$folder/munge/pid" "$folder/munged.pid"

ports=(${SLURM_TEST_PORTS:-16817 16818})
cat >"$folder/slurm.conf" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=${ports[0]}
SlurmdPort=${ports[1]}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
KillWait=2
SchedulerParameters=batch_sched_delay=0,sched_interval=1
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=debug Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$folder/slurm.conf
slurmctld >/dev/null
slurmd >/dev/null
for _ in $(seq 100); do
  [ "$(sinfo -h -o %T 2>/dev/null)" = idle ] && break
  sleep 0.2
done
[ "$(sinfo -h -o %T)" = idle ] || { tail "$folder"/*.log >&2; stop "$folder"; exit 1; }
echo "export SLURM_CONF=$SLURM_CONF"
