#!/bin/sh
# Subscribes the function `clusterSupport` to the support events of every cluster that a pair file names and that
# exists. Runs after the deployment, because Event Grid asks the function before it subscribes. Safe to repeat.
set -eu

: "${AZURE_FUNCTION_APP_ID:?}" "${AZURE_APP_IDENTITY_ID:?}" "${AZURE_STORAGE_ACCOUNT_ID:?}" "${AZURE_DEAD_LETTER_CONTAINER:?}"
here=$(dirname "$0")
failed=0
if ! az account show --output none; then
  echo "Nothing is subscribed: az is missing or not signed in. Run: az login, then: azd deploy" >&2
  exit 1
fi
trouble=$(mktemp)
trap 'rm -f "$trouble"' EXIT

# Only what ARM says was not found is absent; whatever else fails leaves it open.
is_absent() {
  grep -qE '(^|[^A-Za-z])(ResourceNotFound|ResourceGroupNotFound|NotFound)([^A-Za-z]|$)' "$trouble"
}

subscribe() {
  cluster=$1 location=$2
  group=$(echo "$cluster" | cut -d/ -f5)
  subscription=$(echo "$cluster" | cut -d/ -f3)
  az deployment group create --only-show-errors --output none \
    --subscription "$subscription" --resource-group "$group" --name "blue-green-events-${cluster##*/}" \
    --template-file "$here/../environments/cluster-events.bicep" \
    --parameters clusterId="$cluster" clusterLocation="$location" functionAppId="$AZURE_FUNCTION_APP_ID" \
    identityId="$AZURE_APP_IDENTITY_ID" storageAccountId="$AZURE_STORAGE_ACCOUNT_ID" \
    deadLetterContainer="$AZURE_DEAD_LETTER_CONTAINER"
}

# A function that was deployed a moment ago may not be listed yet.
subscribe_patiently() {
  for _ in 1 2 3 4; do
    subscribe "$1" "$2" && return
    sleep "${RETRY_SECONDS:-30}"
  done
  subscribe "$1" "$2"
}

# one cluster id a line; the pairs folder may be given, for a trial
clusters=$(node -e '
  const { readdirSync, readFileSync } = require("node:fs");
  const [folder] = process.argv.slice(1);
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
    const { environments } = JSON.parse(readFileSync(`${folder}/${file}`, "utf8"));
    console.log(`${environments.blue.clusterId}\n${environments.green.clusterId}`);
  }
' "${1:-$here/../../pairs}")

for cluster in $clusters; do
  location=$(az resource show --ids "$cluster" --query location --output tsv 2>"$trouble") || location=
  if [ -n "$location" ]; then
    if subscribe_patiently "$cluster" "$location"; then
      echo "$cluster: its support events reach the app."
    else
      echo "$cluster: not subscribed; the daily version check covers it. See docs/runbook.md, \"Events\"." >&2
      failed=1
    fi
  elif is_absent; then
    echo "$cluster does not exist yet: the daily version check covers it until the next deployment."
  else
    said=$(cat "$trouble")
    echo "$cluster: az could not tell whether it exists: ${said:-it said nothing}. Correct that, then run: azd deploy" >&2
    failed=1
  fi
done
exit $failed
