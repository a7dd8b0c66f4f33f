#!/usr/bin/env bash
# Starts a Slurm of some nodes on this machine, as root: munge, slurmctld and slurmd, all under one folder. Prints the line that a shell
# evaluates to use it.
#
#   eval "$(test/cluster/start-slurm.sh FOLDER)"              one node, which is this machine
#   eval "$(test/cluster/start-slurm.sh FOLDER 4)"            node1 to node4; partitions pair1, pair2 of two each
#   eval "$(test/cluster/start-slurm.sh FOLDER 0 accounts)"   with slurmdbd and a MariaDB, so that sacct answers
#   test/cluster/start-slurm.sh node FOLDER node2             starts a node again
#   test/cluster/start-slurm.sh stop FOLDER
#
# Of several nodes each has its own host name and process numbers, in namespaces of the kernel, and no other file system: killing the
# process in FOLDER/node2.pid is the end of all that runs on node2, and no other node sees what its numbers mean.
set -Eeuo pipefail
PATH=$PATH:/usr/sbin

stop() {
  local file pid
  for file in "$1"/node*.pid "$1"/slurmd.pid "$1"/slurmctld.pid "$1"/slurmdbd.pid "$1"/mariadb.pid "$1"/munged.pid; do
    pid=$(cat "$file" 2>/dev/null) || continue
    # What runs on a node of its own ends with its first process alone.
    case $file in */node*) kill -9 "$pid" 2>/dev/null ;; *) kill "$pid" 2>/dev/null ;; esac || true
    for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  done
}

start_node() {
  SLURM_CONF=$1/slurm.conf MOESTAT_NODE=$2 unshare --uts --pid --fork --kill-child --mount-proc \
    sh -c 'hostname "$0"; slurmd -D & while :; do wait; sleep 1; done' "$2" </dev/null >/dev/null 2>&1 &
  echo $! >"$1/$2.pid"
}

start_accounts() {
  local data=$1/mariadb
  mkdir -p "$data"
  mariadb-install-db --no-defaults --user=root --datadir="$data" --skip-test-db --auth-root-authentication-method=normal \
    >"$1/mariadb.log" 2>&1
  mariadbd --no-defaults --user=root --datadir="$data" --socket="$data/socket" --skip-networking --pid-file="$data/pid" \
    --innodb-buffer-pool-size=64M --innodb-flush-log-at-trx-commit=0 </dev/null >>"$1/mariadb.log" 2>&1 &
  echo $! >"$1/mariadb.pid"
  for _ in $(seq 100); do [ -S "$data/socket" ] && break; sleep 0.2; done
  cat >"$1/slurmdbd.conf" <<CONF
AuthType=auth/munge
AuthInfo=socket=$1/munge/socket
DbdHost=localhost
DbdPort=$2
SlurmUser=root
PidFile=$1/slurmdbd.pid
LogFile=$1/slurmdbd.log
StorageType=accounting_storage/mysql
StorageUser=root
StorageLoc=slurm
StoragePort=0
CONF
  chmod 600 "$1/slurmdbd.conf"
  MYSQL_UNIX_PORT=$data/socket SLURM_CONF=$1/slurm.conf slurmdbd
  # The controller ends where it finds no accounting.
  for _ in $(seq 50); do timeout 5 sacctmgr --noheader list cluster >/dev/null 2>&1 && break; sleep 0.2; done
}

case ${1:-} in
  stop) stop "$2"; exit ;;
  node) start_node "$2" "$3"; exit ;;
esac
folder=${1:?a folder for the state of Slurm}
nodes=${2:-0}
accounts=${3:-}
for program in munged slurmctld slurmd sbatch ${accounts:+slurmdbd mariadbd my_print_defaults}; do
  command -v "$program" >/dev/null || {
    echo "$program is not installed; on Debian: apt-get install slurm-wlm munge${accounts:+ slurmdbd mariadb-server-core mariadb-client-core}" >&2
    exit 3
  }
done
[ "$(id -u)" = 0 ] || { echo "slurmd and munged are started as root" >&2; exit 3; }

mkdir -p "$folder/state" "$folder/munge"
folder=$(cd "$folder" && pwd)
host=$(hostname -s)
trap 'tail -n 5 "$folder"/*.log >&2; stop "$folder"' ERR

# Munge refuses folders that others may write, and runs as its own user.
head -c 1024 /dev/urandom >"$folder/munge/key"
chmod 400 "$folder/munge/key"
chmod 755 "$folder" "$folder/munge"
chown -R munge "$folder/munge"
runuser -u munge -- munged --key-file="$folder/munge/key" --socket="$folder/munge/socket" \
  --pid-file="$folder/munge/pid" --log-file="$folder/munge/log" --seed-file="$folder/munge/seed" --force
cp "$folder/munge/pid" "$folder/munged.pid"

port=${SLURM_TEST_PORT:-16817}
names=$host
pairs=
lines="NodeName=$host NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=2 State=UNKNOWN"
if [ "$nodes" -gt 0 ]; then
  names=$(seq -f 'node%g' -s , "$nodes")
  lines=$(for i in $(seq "$nodes"); do
    echo "NodeName=node$i NodeHostname=node$i NodeAddr=127.0.0.1 Port=$((port + i)) CPUs=2 State=UNKNOWN"
  done)
  pairs=$(for i in $(seq 1 2 $((nodes - 1))); do
    echo "PartitionName=pair$(((i + 1) / 2)) Nodes=node$i,node$((i + 1)) MaxTime=INFINITE State=UP"
  done)
fi
# A node is down when it has been silent for a few seconds, and what ran on it is queued again after a few more. Jobs that have ended are
# forgotten at the next minute.
cat >"$folder/slurm.conf" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket,cred_expire=5
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool-%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/$([ "$nodes" = 0 ] && echo slurmd || echo slurmd-%n).pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd-%n.log
SlurmdTimeout=8
MinJobAge=2
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
KillWait=2
SchedulerParameters=batch_sched_delay=0,sched_interval=1
${accounts:+AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=localhost
AccountingStoragePort=$((port + 100))
AccountingStoragePass=$folder/munge/socket}
$lines
$pairs
PartitionName=debug Nodes=$names Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$folder/slurm.conf
[ -z "$accounts" ] || start_accounts "$folder" $((port + 100))
slurmctld >/dev/null
if [ "$nodes" = 0 ]; then
  slurmd >/dev/null
else
  for i in $(seq "$nodes"); do start_node "$folder" "node$i"; done
fi
for _ in $(seq 50); do
  [ "$(timeout 5 sinfo -h -p debug -o %T 2>/dev/null)" = idle ] && break
  sleep 0.2
done
[ "$(timeout 5 sinfo -h -p debug -o %T)" = idle ]
echo "export SLURM_CONF=$SLURM_CONF"
