namespace Enterprise.Functions.Feed;

/// <summary>Constants shared by the feed triggers.</summary>
internal static class FeedTriggers
{
    internal const string Leases = "leases";

    internal const string FirstPause = "00:00:01";

    internal const string LongestPause = "00:01:00";

    internal const int ForEver = -1;

    internal const int ItemsInBatch = 100;

    internal const int PollMilliseconds = 1000;
}
