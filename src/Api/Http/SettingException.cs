namespace Leader.Api.Http;

/// <summary>A setting cannot be read; the message names it, and says what it takes. Nothing starts.</summary>
public sealed class SettingException(string message) : Exception(message);
