"""What may stand in a configuration entry of Claude Desktop. Source: CD 2.8.

Names from the machine-extracted list of 2.2553.1 (2026-09-27), types from the reference and the 1.32885.1 catalogue.
The app gains keys weekly, and drops those that it does not know: a key missing here is a warning, no error.
"""

from __future__ import annotations

from typing import Final, Literal

from setpoint.value import value

AS_OF: Final = "2026-11-22"

Kind = Literal["bool", "int", "number", "text", "texts", "object", "objects", "any"]
Scope = Literal["3p", "both", "1p"]


@value
class Setting:
    """One key. `values`: the only words allowed. `low`, `high`: bounds of a number, or of a text's length.

    `owner`: the key of the profile that says this ("": none, it is free). `source`: it is a credential, or it fetches
    configuration. `power`: what it could do to the machine, as the end of a sentence. `hurts`: why better not.
    """

    kind: Kind = "any"
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    scope: Scope = "3p"
    owner: str = ""
    source: bool = False
    power: str = ""
    hurts: str = ""


_BOOL: Final = Setting("bool")
_INT: Final = Setting("int", low=0)
_TEXT: Final = Setting("text")
_TEXTS: Final = Setting("texts")
_OBJECT: Final = Setting("object")
_ANY: Final = Setting()
_BOTH: Final = Setting("bool", scope="both")
_NATIVE: Final = Setting(scope="1p")
_SOURCE: Final = Setting(source=True)
_ENDPOINT: Final = Setting(owner="mode, ollama and gateway")
_KEY: Final = Setting(owner="ollama.key or gateway.key")
_MODELS: Final = Setting(owner="models or gateway.models")
_HEADERS: Final = Setting(owner="ollama.headers or gateway.headers")

_OLD: Final = "the app stopped taking it on 2026-10-07, as announced"


def _other(prefix: str, names: str) -> dict[str, Setting]:
    """Keys of other providers (bedrock, vertex, foundry)."""
    hurts = "it belongs to another provider and does nothing here"
    return {f"{prefix}{name}": Setting(hurts=hurts) for name in names.split()}


def _renamed(new: str) -> Setting:
    return Setting(hurts=f"{_OLD}; it is called {new} now" if new else _OLD)


CONNECTION: Final[dict[str, Setting]] = {
    "inferenceProvider": _ENDPOINT,
    "inferenceGatewayBaseUrl": _ENDPOINT,
    "inferenceGatewayApiKey": _KEY,
    "inferenceGatewayAuthScheme": Setting(owner="gateway.auth"),
    "inferenceCustomHeaders": _HEADERS,
    "inferenceGatewayHeaders": _HEADERS,
    "inferenceCredentialKind": _KEY,
    "inferenceCredentialHelper": _KEY,
    "inferenceCredentialHelperWindows": _KEY,
    "inferenceCredentialHelperArgs": _KEY,
    "inferenceCredentialHelperTtlSec": _KEY,
    "inferenceCredentialHelperTimeoutSec": _KEY,
    "inferenceCredentialHelperSilentRefreshEnabled": _KEY,
    "inferenceGatewayOidc": _SOURCE,
    "inferenceGatewayOidcAuthFlow": _SOURCE,
    "inferenceIdpOidc": _SOURCE,
    "inferenceIdpAuthFlow": _SOURCE,
    "inferenceAnthropicApiKey": _SOURCE,
    "inferenceBedrockBearerToken": _SOURCE,
    "inferenceVertexCredentialsFile": _SOURCE,
    "inferenceVertexOAuthClientSecret": _SOURCE,
    "inferenceFoundryApiKey": _SOURCE,
    "inferenceSessionLifetimeSec": _INT,
    "inferenceStreamIdleTimeoutSec": Setting("int", low=300, high=1800),
    "allowOptionalClientAuth": _BOOL,
    "microsoftAuthBroker": Setting("text", ("auto", "disabled")),
    "egressProxyUrl": Setting("text", scope="both", power="sends the app's traffic through a proxy"),
    "egressProxyPacUrl": Setting("text", scope="both", power="fetches a script that picks the app's proxy"),
    **_other("inferenceBedrock", "Region BaseUrl Profile AwsDir AwsCliPath ServiceTier WebIdentityRoleArn"),
    **_other("inferenceBedrock", "SsoStartUrl SsoRegion SsoAccountId SsoRoleName"),
    **_other("inferenceVertex", "ProjectId Region BaseUrl OAuthClientId OAuthScopes OAuthLoginHint"),
    **_other("inferenceVertex", "WorkforceAudience WorkforceOidc WorkforceAuthFlow WorkforceUserProject"),
    **_other("inferenceFoundry", "Resource BaseUrl ClientId TenantId AuthFlow"),
    **_other("entra", "AzureCloud ClientId Scope"),
}

MODELS: Final[dict[str, Setting]] = {
    "inferenceModels": _MODELS,
    "modelDiscoveryEnabled": _MODELS,
    "modelPrefer1mContext": _BOOL,
    "modelCatalogEnabled": _BOOL,
    "modelCatalogUrl": Setting("text", power="fetches a model catalogue"),
    "alwaysStartWithDefaultModel": _BOOL,
    "defaultModelEffort": Setting("text", ("low", "medium", "high", "xhigh", "max")),
    "inferenceModelPricing": Setting("objects"),
    "inferenceModelPricingEnabled": _BOOL,
    "inferenceModelPricingMultiplier": Setting("number", low=0, high=1),
    "inferenceMaxTokensPerWindow": _INT,
    "inferenceTokenWindowHours": Setting("int", low=1, high=720),
    "unstableDisableModelVerification": Setting("bool", hurts="it has had no effect since 1.28929 at the latest"),
}

LOOK: Final[dict[str, Setting]] = {
    "disableDeploymentModeChooser": Setting("bool", hurts="true takes away the visible way back to claude.ai"),
    "deploymentDisplayName": Setting("text", low=1, high=60),
    "deploymentDisplaySubtitle": _TEXT,
    "deploymentOrganizationUuid": Setting("text", hurts="a change of it orphans the app's local data"),
    "banner": Setting("object", scope="both"),
    "desktopHome": _ANY,
    "organizationInstructions": Setting("text", low=1, high=3000),
    "disableMultiAccount": _BOOL,
    "disableFeatureDiscovery": _BOOL,
    "userContentRendererUrl": Setting("text", power="shows artifacts from a page elsewhere"),
    "forceLoginOrgUUID": _NATIVE,
    "loginSsoOrgDomain": _NATIVE,
    "importThirdPartyHistoryIntoOrgUUID": _NATIVE,
}

SURFACES: Final[dict[str, Setting]] = {
    "chatTabEnabled": _BOOL,
    "coworkTabEnabled": _BOOL,
    "isClaudeCodeForDesktopEnabled": _BOTH,
    "chatAdvancedFileAnalysisEnabled": _BOOL,
    "autoModeEnabled": _BOOL,
    "toolSearchEnabled": _BOOL,
    "coworkEgressAllowedHosts": _TEXTS,
    "coworkVmIpv6Enabled": _BOOL,
    "disableWslSessions": _BOOL,
    "allowedWorkspaceFolders": Setting("texts", scope="both"),
    "blockReadsOutsideWorkingDirectories": _BOOL,
    "disableBypassPermissionsMode": _BOOL,
    "disabledBuiltinTools": Setting("texts", scope="both"),
    "builtinToolPolicy": Setting("object", scope="both", power="lets the app's tools run without asking"),
    "disableBundledSkills": _BOOL,
    "skillCreationEnabled": _BOOL,
    "skillBundles": Setting(power="installs skills, which can hold programs"),
    "skipWebFetchPreflight": _BOOL,
    "scheduledTasksEnabled": _BOOL,
    "dictationEnabled": _BOOL,
    "hardwareBuddyEnabled": _BOOL,
    "builtinBrowserEnabled": _BOOL,
    "builtinBrowserAllowedDomains": _TEXTS,
    "builtinBrowserBlockedDomains": _TEXTS,
    "builtinBrowserDefaultDomainPolicy": _TEXT,
    "claudeInChromeEnabled": _BOOL,
    "sshHostAllowlist": _TEXTS,
    "sshClientPath": Setting("text", power="starts this program for remote sessions"),
    "sshTransport": _ANY,
    "requireCoworkFullVmSandbox": Setting(scope="1p", hurts="it is deprecated"),
    "secureVmFeaturesEnabled": _NATIVE,
    "relocateUncUserData": _NATIVE,
    "disableDeepLinkRegistration": _BOOL,
}

PLUGINS: Final[dict[str, Setting]] = {
    "managedMcpServers": Setting("objects", power="starts MCP servers or connects to them"),
    "isLocalDevMcpEnabled": _BOTH,
    "mcpPersistentAlwaysAllowEnabled": _BOOL,
    "mcpToolTimeoutSec": _INT,
    "isDesktopExtensionEnabled": _BOTH,
    "isDesktopExtensionSignatureRequired": _BOOL,
    "isDesktopExtensionDirectoryEnabled": _NATIVE,
    "isDxtEnabled": _renamed("isDesktopExtensionEnabled"),
    "isDxtSignatureRequired": _renamed("isDesktopExtensionSignatureRequired"),
    "isDxtDirectoryEnabled": _renamed("isDesktopExtensionDirectoryEnabled"),
    "organizationPluginsUrl": Setting("text", power="fetches plugins, which can hold programs and hooks"),
    "orgPluginSettings": Setting(power="configures plugins, which can hold programs and hooks"),
    "allowedPluginMarketplaces": Setting(power="opens sources of plugins, which can hold programs and hooks"),
    "allowedPluginMcpServers": Setting(power="lets plugins start MCP servers"),
    "userPluginMarketplacesEnabled": _BOOL,
    "userPluginUploadsEnabled": _BOOL,
    "officeAccessPolicies": _ANY,
    "officeDisabledFeatures": _ANY,
    "officeDisabledHosts": _ANY,
    "selfHostedUrl": Setting("text", power="connects the app to a service"),
    "selfHostedToken": _SOURCE,
    "selfHostedCredentialKind": _SOURCE,
    "selfHostedCredentialHelper": _SOURCE,
    "selfHostedOidc": _SOURCE,
}

TELEMETRY: Final[dict[str, Setting]] = {
    "disableEssentialTelemetry": _BOOL,
    "disableNonessentialTelemetry": _BOOL,
    "disableNonessentialServices": _BOOL,
    "otlpEndpoint": Setting("text", power="sends telemetry, with otlpContentCapture also content"),
    "otlpProtocol": Setting("text", ("http/protobuf", "http/json", "grpc")),
    "otlpHeaders": Setting(source=True),
    "otlpHeadersHelper": Setting("text", power="starts this program for the headers of telemetry"),
    "otlpResourceAttributes": _ANY,
    "otlpDesktopLogLevel": _TEXT,
    "otlpContentCapture": Setting(power="puts content into telemetry"),
    "otlpTracesEnabled": _BOOL,
    "otlpAuthMode": Setting("text", ("none", "inference-credential"), power="can send the key to the collector"),
    "otlpAttrMaxChars": _INT,
    "endUserAttribution": _BOOL,
    "enduserAttribution": _renamed("endUserAttribution"),
    "usageMetricsEnabled": _ANY,
    "disableAutoUpdates": _BOTH,
    "autoUpdaterEnforcementHours": Setting("int", low=0, high=72, scope="both"),
    "updateViaUpdatesHost": Setting(scope="both"),
    "relaunchEnforcementHours": Setting("int", low=0, scope="both"),
    "configRecheckIntervalMinutes": Setting("int", low=2, high=30, scope="both"),
    "dangerousMaxVersion": Setting("text", hurts="it pins the app to an old version"),
    "disableConfigDeprecationWarnings": Setting("bool", hurts="it hides the notice that a key is about to go"),
    "chatSessionRetentionDays": _INT,
    "codeSessionRetentionDays": _INT,
    "coworkSessionRetentionDays": _INT,
    "sessionRetentionHold": _BOOL,
}

REMOTE: Final[dict[str, Setting]] = {
    "bootstrapUrl": _SOURCE,
    "bootstrapEnabled": _SOURCE,
    "bootstrapOidc": _SOURCE,
    "bootstrapHeaders": _SOURCE,
    "bootstrapHeadersHelper": _SOURCE,
    "trustBootstrapDelivery": _SOURCE,
    "trustBootstrapLocalExec": _SOURCE,
    "disableLocalConfigCache": _BOOL,
    "claudeAiImport": _ANY,
    "betaFeaturesEnabled": Setting(hurts="the app dropped it between 1.14271 and 1.24012"),
}

SETTINGS: Final[dict[str, Setting]] = {**CONNECTION, **MODELS, **LOOK, **SURFACES, **PLUGINS, **TELEMETRY, **REMOTE}
"""Every key of an entry that is known, by name."""

OWNED_PREFIXES: Final[tuple[str, ...]] = ("inferenceGateway", "inferenceCredential")
SOURCE_PREFIXES: Final[tuple[str, ...]] = ("bootstrap", "trustBootstrap", "selfHostedCredential", "selfHostedOidc")
"""A key that is not in the table but begins so is treated like its relatives: refused, not passed on."""


def lookup(key: str) -> Setting | None:
    """What is known of a key, by its relatives where it is not in the catalogue itself."""
    if key in SETTINGS:
        return SETTINGS[key]
    if key.startswith(OWNED_PREFIXES):
        return Setting(owner="ollama and gateway")
    return Setting(source=True) if key.startswith(SOURCE_PREFIXES) else None
