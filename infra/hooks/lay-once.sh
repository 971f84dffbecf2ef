#!/bin/sh
# Laying the Front Door layout a second time would point the users' route back and undo a swap, so it is refused.
set -eu

[ "${LAY_FRONT_DOOR:-false}" = true ] || exit 0
profile="/subscriptions/$AZURE_SUBSCRIPTION_ID/resourceGroups/$PAIR_RESOURCE_GROUP/providers/Microsoft.Cdn/profiles/$FRONT_DOOR_PROFILE"
if az resource show --ids "$profile/afdEndpoints/$FRONT_DOOR_ENDPOINT/routes/$FRONT_DOOR_ENDPOINT" --output none 2>/dev/null; then
  echo "The Front Door layout is laid already. Run: azd env set LAY_FRONT_DOOR false" >&2
  exit 1
fi
