using Enterprise.Core.Modules;
using Enterprise.Core.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Enterprise.Core.Reviews;

/// <summary>When projects are reviewed, reminders, and what reviews answer.</summary>
internal static class ReviewsModule
{
    internal static FeatureModule Module { get; } = new("Reviews")
    {
        Documents = [ReviewDocuments.Type, ReviewScheduleDocuments.Type],
        Json = [ReviewsJson.Default],
        Permissions = ReviewPermissions.All,
        Events = ReviewEvents.All,
        Lists = [ReviewDocuments.List, DueReviews.List],
        Services = services =>
        {
            services.AddOptions<ReviewOptions>();
            services
                .AddSingleton(provider => provider.GetRequiredService<IOptions<ReviewOptions>>().Value)
                .AddSingleton<ReviewPolicy>()
                .AddSingleton<ReviewScheduleWriter>()
                .AddSingleton<ReviewService>()
                .AddSingleton<OwnerDepartureHandler>()
                .AddSingleton<ITimedProcess, ReviewTimedProcess>()
                .AddConsumer<ReviewChangeConsumer>();
        },
    };
}
