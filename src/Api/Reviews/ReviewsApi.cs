using Enterprise.Api.Configuration;
using Enterprise.Api.Modules;
using Enterprise.Core.Reviews;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Api.Reviews;

internal static class ReviewsApi
{
    internal static ApiModule Module { get; } = new()
    {
        Name = "Reviews",
        Map = ReviewEndpoints.Map,
        Services = services => services
            .AddSettings<ReviewOptions, ReviewOptionsValidation>(ReviewOptions.Section),
        Tags =
        [
            new("Reviews", "Periodic reviews of projects: when the next one is due, and the outcome of the last ones."),
        ],
        Entities =
        [
            Entity.ReadOnly(typeof(Review), ("owner", typeof(User))),
            Entity.ReadOnly(typeof(DueReview), ("owner", typeof(User)), ("team", typeof(Team))),
        ],
        Bodies =
        [
            new(typeof(NewReview), ["outcome", "confirms_ownership"], """
                {
                  "outcome": "changes_needed",
                  "checklist": [
                    { "item": "The purposes and legal bases of processing are recorded", "is_met": true },
                    {
                      "item": "Personal data is kept no longer than needed",
                      "is_met": false,
                      "note": "Sign-in logs are kept for ever"
                    },
                    { "item": "Requests of data subjects can be answered in time", "is_met": true },
                    { "item": "Processors are under contract", "is_met": true }
                  ],
                  "notes": "Retention of sign-in logs to be set to 90 days",
                  "confirms_ownership": true
                }
                """),
            new(typeof(ChecklistAnswer), ["item", "is_met"], """
                { "item": "Processors are under contract", "is_met": true }
                """),
        ],
    };
}
