namespace Enterprise.Functions.Names;

/// <summary>The metrics that alerts are about.</summary>
internal static class MetricNames
{
    /// <summary>
    /// A gauge: the age in seconds of the oldest change that a consumer has not taken in, 0 where there is none. It is
    /// measured by a timer at least every five minutes, because silence raises the alert as well.
    /// </summary>
    internal const string FeedLag = "enterprise.feed.lag";
}
