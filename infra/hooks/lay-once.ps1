# Laying the Front Door layout a second time would point the users' route back and undo a swap, so it is refused; and
# so is everything that leaves open whether it has been laid. The same steps as in lay-once.sh.
$ErrorActionPreference = 'Continue'
$PSNativeCommandUseErrorActionPreference = $false

function Deny([string]$why) {
  [Console]::Error.WriteLine("Nothing is deployed: $why")
  exit 1
}

# compared with the case: `True` would be no `true` to the other shell and yet one to the template
$lay = if ($env:LAY_FRONT_DOOR) { $env:LAY_FRONT_DOOR } else { 'false' }
if ($lay -ceq 'false') { exit 0 }
if ($lay -cne 'true') {
  Deny "LAY_FRONT_DOOR is '$lay'. Run: azd env set LAY_FRONT_DOOR false (or true, for the first time)"
}

foreach ($name in 'AZURE_SUBSCRIPTION_ID', 'PAIR_RESOURCE_GROUP', 'FRONT_DOOR_PROFILE', 'FRONT_DOOR_ENDPOINT') {
  if (-not [Environment]::GetEnvironmentVariable($name)) {
    Deny "$name is not set, so nobody can tell whether the Front Door layout is laid. Run: azd env set $name VALUE"
  }
}
if (-not (Get-Command az -ErrorAction SilentlyContinue)) {
  Deny 'there is no az to ask whether the Front Door layout is laid. Install the Azure CLI, then run: az login'
}
az account show --subscription $env:AZURE_SUBSCRIPTION_ID --output none 2>&1 | Out-Null
if ($LASTEXITCODE -ne 0) {
  Deny "az is not signed in to subscription $env:AZURE_SUBSCRIPTION_ID, so nobody can tell whether the Front Door layout is laid. Run: az login"
}

$profilePath = "/subscriptions/$env:AZURE_SUBSCRIPTION_ID/resourceGroups/$env:PAIR_RESOURCE_GROUP/providers/Microsoft.Cdn/profiles/$env:FRONT_DOOR_PROFILE"
$route = "$profilePath/afdEndpoints/$env:FRONT_DOOR_ENDPOINT/routes/$env:FRONT_DOOR_ENDPOINT"
$said = (az resource show --ids $route --query id --output tsv 2>&1 | Out-String).Trim()
$code = $LASTEXITCODE

if ($code -eq 0) {
  if ($said.ToLowerInvariant().Contains("/routes/$env:FRONT_DOOR_ENDPOINT".ToLowerInvariant())) {
    Deny 'the Front Door layout is laid already. Run: azd env set LAY_FRONT_DOOR false'
  }
  Deny "az answered '$said' when asked for the users' route. Look at the profile $env:FRONT_DOOR_PROFILE; if the route is there, run: azd env set LAY_FRONT_DOOR false"
}
# the profile or the route; a subscription, a resource group or a host that was not found says nothing about them
if ($said -cmatch '(^|[^A-Za-z])((Parent)?ResourceNotFound|NotFound)([^A-Za-z]|$)') { exit 0 }
if (-not $said) { $said = "it failed with code $code and said nothing" }
Deny "az could not tell whether the Front Door layout is laid: $said. Correct that, or wait a minute, and deploy again. If it is laid, run: azd env set LAY_FRONT_DOOR false"
