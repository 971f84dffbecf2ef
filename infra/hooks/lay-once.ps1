# Laying the Front Door layout a second time would point the users' route back and undo a swap, so it is refused.
if ($env:LAY_FRONT_DOOR -ne 'true') { exit 0 }
$resources = "/subscriptions/$env:AZURE_SUBSCRIPTION_ID/resourceGroups/$env:PAIR_RESOURCE_GROUP/providers"
$endpoint = "$resources/Microsoft.Cdn/profiles/$env:FRONT_DOOR_PROFILE/afdEndpoints/$env:FRONT_DOOR_ENDPOINT"
az resource show --ids "$endpoint/routes/$env:FRONT_DOOR_ENDPOINT" --output none 2>$null
if ($LASTEXITCODE -eq 0) {
  Write-Error 'The Front Door layout is laid already. Run: azd env set LAY_FRONT_DOOR false'
  exit 1
}
exit 0
