#!/bin/sh
# kubernetes.sh RUN COMMIT: the shards of a run as pods, and then their reports joined. Ends with 0 only when all is green.
set -eu
cd "$(dirname "$0")"
job() { sed -e "s/@RUN@/$RUN/g" -e "s/@COMMIT@/$COMMIT/g" "$1" | kubectl apply -f -; }
over() { kubectl get job "$1" -o 'jsonpath={.status.conditions[?(@.status=="True")].type}' | grep -Ew 'Complete|Failed'; }
RUN=$1 COMMIT=$2
job kubernetes-smoke.yaml
until over "contoso-smoke-$RUN"; do sleep 5; done
job kubernetes-merge.yaml
until over "contoso-smoke-merge-$RUN"; do sleep 5; done
kubectl logs "job/contoso-smoke-merge-$RUN"
over "contoso-smoke-merge-$RUN" | grep -w Complete
