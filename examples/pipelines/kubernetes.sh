#!/bin/sh
# kubernetes.sh RUN COMMIT: the shards of a run as pods, and then their reports joined. Ends with 0 only when all is green.
# A run that was there before is refused: its jobs would not run again, and its reports would be taken for new ones.
set -eu
cd "$(dirname "$0")"
job() { sed -e "s/@RUN@/$RUN/g" -e "s/@COMMIT@/$COMMIT/g" "$1" | kubectl create -f -; }
over() { kubectl get job "$1" -o 'jsonpath={.status.conditions[?(@.status=="True")].type}' | grep -Ew 'Complete|Failed'; }
# A little longer than the job's activeDeadlineSeconds: for a cluster that does not answer.
await() {
  left=$2
  until over "$1"; do
    [ "$left" -gt 0 ] || { echo "job $1 is not over" >&2; exit 1; }
    sleep 5
    left=$((left - 5))
  done
}
RUN=$1 COMMIT=$2
job kubernetes-smoke.yaml
await "contoso-smoke-$RUN" 1860
job kubernetes-merge.yaml
await "contoso-smoke-merge-$RUN" 360
kubectl logs "job/contoso-smoke-merge-$RUN"
over "contoso-smoke-merge-$RUN" | grep -w Complete
