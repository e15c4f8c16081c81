using Enterprise.Api.Tests.Hosting;

namespace Enterprise.Api.Tests.Lists;

/// <summary>Pages are refilled where projects restrict networks, which the store can't filter by.</summary>
public sealed class NetworkListTests(TestHost host) : IClassFixture<TestHost>
{
    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(50)]
    public async Task Paging_from_a_disallowed_network_returns_every_visible_project_once(int limit)
    {
        var department = host.Unique("Networks");
        var open = new List<long>();
        for (var i = 0; i < 60; i++)
        {
            var isOpen = i is 0 or 1 or 20 or 41 or 59;
            var id = await host.Admin.From("10.0.0.1").Create("/projects/", new
            {
                name = "Networked",
                department,
                allowed_ips = isOpen ? [] : new[] { "10.0.0.0/8" },
            });
            if (isOpen)
                open.Add(id);
        }

        var path = $"/projects/?department={Uri.EscapeDataString(department)}&limit={limit}";
        var (outside, pages) = await Walk(host.Admin.From("192.0.2.1"), path);
        var (inside, _) = await Walk(host.Admin.From("10.9.9.9"), path);

        Assert.Equal(open, outside);
        Assert.Equal(60, inside.Count);
        Assert.InRange(pages, 1, 30);
    }

    private static async Task<(IReadOnlyList<long> Ids, int Pages)> Walk(ApiClient caller, string path)
    {
        var (ids, pages) = (new List<long>(), 0);
        for (var next = path; next is not null; pages++)
        {
            var page = (await caller.Get(next)).Expect(200);
            ids.AddRange(page.Ids);
            next = page.Json["next_link"]?.GetValue<string>();
        }

        return (ids, pages);
    }
}
