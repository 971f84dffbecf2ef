#!/bin/sh
# Laying the Front Door layout a second time would point the users' route back and undo a swap, so it is refused; and
# so is everything that leaves open whether it has been laid. The same steps as in lay-once.ps1.
set -eu

refuse() {
  echo "Nothing is deployed: $1" >&2
  exit 1
}

# `True` would be no `true` here and yet one to the template
lay=${LAY_FRONT_DOOR:-false}
case "$lay" in
  false) exit 0 ;;
  true) ;;
  *) refuse "LAY_FRONT_DOOR is '$lay'. Run: azd env set LAY_FRONT_DOOR false (or true, for the first time)" ;;
esac

for name in AZURE_SUBSCRIPTION_ID PAIR_RESOURCE_GROUP FRONT_DOOR_PROFILE FRONT_DOOR_ENDPOINT; do
  eval "value=\${$name:-}"
  [ -n "$value" ] || refuse "$name is not set, so nobody can tell whether the Front Door layout is laid. Run: azd env set $name VALUE"
done
command -v az >/dev/null 2>&1 ||
  refuse "there is no az to ask whether the Front Door layout is laid. Install the Azure CLI, then run: az login"
az account show --subscription "$AZURE_SUBSCRIPTION_ID" --output none >/dev/null 2>&1 ||
  refuse "az is not signed in to subscription $AZURE_SUBSCRIPTION_ID, so nobody can tell whether the Front Door layout is laid. Run: az login"

profile="/subscriptions/$AZURE_SUBSCRIPTION_ID/resourceGroups/$PAIR_RESOURCE_GROUP/providers/Microsoft.Cdn/profiles/$FRONT_DOOR_PROFILE"
route="$profile/afdEndpoints/$FRONT_DOOR_ENDPOINT/routes/$FRONT_DOOR_ENDPOINT"
code=0
said=$(az resource show --ids "$route" --query id --output tsv 2>&1) || code=$?

if [ $code -eq 0 ]; then
  if echo "$said" | grep -qiF "/routes/$FRONT_DOOR_ENDPOINT"; then
    refuse "the Front Door layout is laid already. Run: azd env set LAY_FRONT_DOOR false"
  fi
  refuse "az answered '$said' when asked for the users' route. Look at the profile $FRONT_DOOR_PROFILE; if the route is there, run: azd env set LAY_FRONT_DOOR false"
fi
# the profile or the route; a subscription, a resource group or a host that was not found says nothing about them
if echo "$said" | grep -qE '(^|[^A-Za-z])((Parent)?ResourceNotFound|NotFound)([^A-Za-z]|$)'; then
  exit 0
fi
[ -n "$said" ] || said="it failed with code $code and said nothing"
refuse "az could not tell whether the Front Door layout is laid: $said. Correct that, or wait a minute, and deploy again. If it is laid, run: azd env set LAY_FRONT_DOOR false"
