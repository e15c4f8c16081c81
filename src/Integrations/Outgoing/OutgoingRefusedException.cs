namespace Enterprise.Integrations.Outgoing;

/// <summary>A call was not made because of where it leads; another attempt is pointless until somebody changes that.</summary>
internal sealed class OutgoingRefusedException(string message) : Exception(message);
