namespace Enterprise.Bench;

/// <summary>Something that ends the run and that its user can understand from one line.</summary>
internal sealed class BenchException(string message) : Exception(message);
