# Subscribes the function `clusterSupport` to the support events of every cluster that a pair file names and that
# exists. Runs after the deployment, because Event Grid asks the function before it subscribes. Safe to repeat.
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false

az account show --output none
if ($LASTEXITCODE -ne 0) {
  [Console]::Error.WriteLine('Nothing is subscribed: az is missing or not signed in. Run: az login, then: azd deploy')
  exit 1
}

$trouble = (New-TemporaryFile).FullName
$failed = 0
foreach ($file in Get-ChildItem (Join-Path $PSScriptRoot '../../pairs') -Filter *.json) {
  $environments = (Get-Content $file -Raw | ConvertFrom-Json).environments
  foreach ($cluster in @($environments.blue.clusterId, $environments.green.clusterId)) {
    $location = az resource show --ids $cluster --query location --output tsv 2>$trouble
    if ($LASTEXITCODE -ne 0 -or -not $location) {
      $said = (Get-Content $trouble -Raw -ErrorAction SilentlyContinue)
      # only what ARM says was not found is absent; whatever else fails leaves it open
      if ($said -cmatch '(^|[^A-Za-z])(ResourceNotFound|ResourceGroupNotFound|NotFound)([^A-Za-z]|$)') {
        Write-Host "$cluster does not exist yet: the daily version check covers it until the next deployment."
      }
      else {
        if (-not $said) { $said = 'it said nothing' }
        Write-Warning "${cluster}: az could not tell whether it exists: $said. Correct that, then run: azd deploy"
        $failed = 1
      }
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
Remove-Item $trouble
exit $failed
