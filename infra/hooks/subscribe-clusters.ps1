# Subscribes the function `clusterSupport` to the support events of every cluster that a pair file names and that
# exists. Runs after the deployment, because Event Grid asks the function before it subscribes. Safe to repeat.
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false

# without a sign-in every cluster would look absent
az account show --output none
if ($LASTEXITCODE -ne 0) { exit 1 }

$failed = 0
foreach ($file in Get-ChildItem (Join-Path $PSScriptRoot '../../pairs') -Filter *.json) {
  $environments = (Get-Content $file -Raw | ConvertFrom-Json).environments
  foreach ($cluster in @($environments.blue.clusterId, $environments.green.clusterId)) {
    $location = az resource show --ids $cluster --query location --output tsv 2>$null
    if ($LASTEXITCODE -ne 0) {
      Write-Host "$cluster does not exist yet: the daily version check covers it until the next deployment."
      continue
    }
    $part = $cluster.Split('/')
    # a function that was deployed a moment ago may not be listed yet
    foreach ($attempt in 1..5) {
      az deployment group create --only-show-errors --output none `
        --subscription $part[2] --resource-group $part[4] --name "blue-green-events-$($part[-1])" `
        --template-file (Join-Path $PSScriptRoot '../environments/cluster-events.bicep') `
        --parameters clusterId=$cluster clusterLocation=$location functionAppId=$env:AZURE_FUNCTION_APP_ID `
        identityId=$env:AZURE_APP_IDENTITY_ID storageAccountId=$env:AZURE_STORAGE_ACCOUNT_ID `
        deadLetterContainer=$env:AZURE_DEAD_LETTER_CONTAINER
      if ($LASTEXITCODE -eq 0) { break }
      Start-Sleep -Seconds 30
    }
    if ($LASTEXITCODE -eq 0) {
      Write-Host "${cluster}: its support events reach the app."
    }
    else {
      Write-Warning "${cluster}: not subscribed; the daily version check covers it. See docs/runbook.md, `"Events`"."
      $failed = 1
    }
  }
}
exit $failed
