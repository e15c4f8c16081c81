namespace Enterprise.Integrations.Outgoing;

/// <summary>The guard refused a request because of its URL or its host's addresses; a retry is pointless.</summary>
internal sealed class OutgoingRefusedException(string message) : Exception(message);
