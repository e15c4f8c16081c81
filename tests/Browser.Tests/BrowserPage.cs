using Microsoft.Playwright;

namespace Enterprise.Browser.Tests;

/// <summary>An open page, and the errors that the browser reported.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly List<string> _errors = [];

    internal BrowserPage(IPage page)
    {
        Inner = page;
        page.Console += (_, message) => Report(message.Type is "error" or "warning", message.Text);
        page.PageError += (_, error) => Report(true, error);
        page.RequestFailed += (_, request) => Report(true, $"{request.Url} {request.Failure}");
    }

    internal IPage Inner { get; }

    /// <summary>The status of the page.</summary>
    internal int Status { get; private set; }

    internal async Task Go(Uri url) => Status = (await Inner.GotoAsync(url.AbsoluteUri))!.Status;

    /// <summary>Does something that navigates to another page, and waits for it.</summary>
    internal async Task Follow(Func<Task> action)
    {
        // Subscribed before the action: afterwards the old page and the new one can't be distinguished.
        var loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Loaded(object? sender, IPage page) => loaded.TrySetResult();
        Inner.DOMContentLoaded += Loaded;
        try
        {
            var answer = await Inner.RunAndWaitForResponseAsync(
                action,
                response => response.Request.IsNavigationRequest);
            await loaded.Task.WaitAsync(_patience);
            Status = answer.Status;
        }
        finally
        {
            Inner.DOMContentLoaded -= Loaded;
        }
    }

    internal Task<string> Heading() => Inner.Locator("h1").InnerTextAsync();

    internal Task<string> Text() => Inner.Locator("main").InnerTextAsync();

    internal Task<int> Forms() => Inner.Locator("form").CountAsync();

    /// <summary>The accessible name of the element that has the focus.</summary>
    internal Task<string> Focused() => Inner.EvaluateAsync<string>(
        "() => document.activeElement.labels?.[0]?.textContent.trim() || document.activeElement.textContent.trim()");

    /// <summary>Whether the page scrolls horizontally.</summary>
    internal Task<bool> IsTooWide() =>
        Inner.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > window.innerWidth");

    /// <summary>The least contrast of any text on the page (WCAG 2, 1.4.3).</summary>
    internal Task<double> LeastContrast() => Inner.EvaluateAsync<double>("""
        () => {
          const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
            .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
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

    /// <summary>Saves a screenshot beside the tests' output.</summary>
    internal Task Screenshot(string name) => Inner.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = Path.Combine(AppContext.BaseDirectory, "pictures", $"{name}.png"),
        FullPage = true,
    });

    /// <summary>Closes the page, and fails the test if the browser reported an error.</summary>
    public async ValueTask DisposeAsync()
    {
        await Inner.CloseAsync();
        Assert.Empty(_errors);
    }

    private void Report(bool isError, string text)
    {
        // Browsers report a page with an error status, too, which tests expect.
        const string ErrorStatus = "Failed to load resource: the server responded with a status of 4";
        if (isError && !text.StartsWith(ErrorStatus, StringComparison.Ordinal))
            _errors.Add(text);
    }
}
