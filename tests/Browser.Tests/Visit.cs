using Microsoft.Playwright;

namespace Enterprise.Browser.Tests;

/// <summary>A page as it is open, and what the browser had to complain of.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly List<string> _complaints = [];

    internal Visit(IPage page)
    {
        Page = page;
        page.Console += (_, message) => Complain(message.Type is "error" or "warning", message.Text);
        page.PageError += (_, error) => Complain(true, error);
        page.RequestFailed += (_, request) => Complain(true, $"{request.Url} {request.Failure}");
    }

    internal IPage Page { get; }

    /// <summary>The status of the page.</summary>
    internal int Status { get; private set; }

    internal async Task Go(Uri url) => Status = (await Page.GotoAsync(url.AbsoluteUri))!.Status;

    /// <summary>Does something that leads to another page.</summary>
    internal async Task Follow(Func<Task> action)
    {
        // Listened for from before: asked for afterwards, the page that is left and the one that comes can't be told apart.
        var loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Loaded(object? sender, IPage page) => loaded.TrySetResult();
        Page.DOMContentLoaded += Loaded;
        try
        {
            var answer = await Page.RunAndWaitForResponseAsync(action, response => response.Request.IsNavigationRequest);
            await loaded.Task.WaitAsync(_patience);
            Status = answer.Status;
        }
        finally
        {
            Page.DOMContentLoaded -= Loaded;
        }
    }

    internal Task<string> Heading() => Page.Locator("h1").InnerTextAsync();

    internal Task<string> Text() => Page.Locator("main").InnerTextAsync();

    internal Task<int> Forms() => Page.Locator("form").CountAsync();

    /// <summary>What has the focus: its name for those who hear the page.</summary>
    internal Task<string> Focused() => Page.EvaluateAsync<string>(
        "() => document.activeElement.labels?.[0]?.textContent.trim() || document.activeElement.textContent.trim()");

    /// <summary>Whether a reader would have to move sideways.</summary>
    internal Task<bool> IsTooWide() => Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > window.innerWidth");

    /// <summary>The least contrast of any text on the page (WCAG 2, 1.4.3).</summary>
    internal Task<double> LeastContrast() => Page.EvaluateAsync<double>("""
        () => {
          const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
          const read = text => text.match(/[\d.]+/g).map(Number);
          const behind = node => {
            for (let at = node; at; at = at.parentElement) {
              const color = read(getComputedStyle(at).backgroundColor);
              if (color.length === 3 || color[3] > 0) return color;
            }
            return [255, 255, 255];
          };
          let least = 21;
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const node = walker.currentNode.parentElement;
            if (!walker.currentNode.textContent.trim() || !node.getClientRects().length) continue;
            const [a, b] = [light(read(getComputedStyle(node).color)), light(behind(node))].sort((x, y) => y - x);
            least = Math.min(least, (a + 0.05) / (b + 0.05));
          }
          return least;
        }
        """);

    /// <summary>Keeps a picture beside the tests' output.</summary>
    internal Task Picture(string name) => Page.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = Path.Combine(AppContext.BaseDirectory, "pictures", $"{name}.png"),
        FullPage = true,
    });

    /// <summary>Closes the page, and fails the test if the browser blocked or missed anything.</summary>
    public async ValueTask DisposeAsync()
    {
        await Page.CloseAsync();
        Assert.Empty(_complaints);
    }

    private void Complain(bool isComplaint, string text)
    {
        // That an answer is no success is said of pages, too.
        if (isComplaint && !text.StartsWith("Failed to load resource: the server responded with a status of 4", StringComparison.Ordinal))
            _complaints.Add(text);
    }
}
