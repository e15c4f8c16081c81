using Enterprise.Api.Modules;
using Enterprise.Core.Releases;

namespace Enterprise.Api.Releases;

internal static class ReleasesApi
{
    internal static ApiModule Module { get; } = new()
    {
        Name = "Releases",
        Map = ReleaseEndpoints.Map,
        Tags = [new("Releases", "The versions of a project: drafts, released ones, and those rolled back.")],
        Entities =
        [
            new(typeof(Release), typeof(ReleaseFields), ["version"], []),
        ],
        Bodies =
        [
            new(typeof(NewRelease), ["project_id", "version"], """
                {
                  "project_id": 1,
                  "version": "v2.1.0",
                  "name": "Q4 Feature Release",
                  "description": "New dashboard and API improvements",
                  "status": "released"
                }
                """),
        ],
        Patches =
        [
            new(typeof(ReleaseFields), "ReleasePatch", """
                { "status": "rolled_back", "status_reason": "Sign-in fails for customers with two accounts" }
                """),
        ],
    };
}
