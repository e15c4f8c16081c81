namespace Enterprise.Bench;

/// <summary>An error that ends the run, explained to the user in one line.</summary>
internal sealed class BenchException(string message) : Exception(message);
