using System.Net;
using System.Threading.RateLimiting;

namespace Enterprise.Api.Authentication;

/// <summary>
/// Limits guesses of tokens: after a burst of failed authentications from one address its requests are refused for a
/// while, without a read of the store.
/// </summary>
internal sealed class FailedAuthenticationLimiter : IDisposable
{
    private const int Burst = 30;
    private static readonly TimeSpan _replenishment = TimeSpan.FromSeconds(2);

    private readonly PartitionedRateLimiter<IPAddress> _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        address => RateLimitPartition.GetTokenBucketLimiter(
            address,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = Burst,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = _replenishment,
                AutoReplenishment = true,
            }));

    private int _any;

    internal bool AreTooMany(IPAddress? address, out TimeSpan retryAfter)
    {
        retryAfter = _replenishment;
        return Volatile.Read(ref _any) == 1
            && _limiter.GetStatistics(address ?? IPAddress.None) is { CurrentAvailablePermits: 0 };
    }

    internal void Count(IPAddress? address)
    {
        Volatile.Write(ref _any, 1);
        _limiter.AttemptAcquire(address ?? IPAddress.None).Dispose();
    }

    public void Dispose() => _limiter.Dispose();
}
