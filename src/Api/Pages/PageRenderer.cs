using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Enterprise.Api.Pages;

/// <summary>Answers with a page: a component that is rendered completely before anything of it is sent.</summary>
internal static class PageRenderer
{
    internal static async Task Write<TPage, TModel>(HttpContext http, int status, TModel model)
        where TPage : IComponent
    {
        var logs = http.RequestServices.GetRequiredService<ILoggerFactory>();
        await using var renderer = new HtmlRenderer(http.RequestServices, logs);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { ["Model"] = model });
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TPage>(parameters)).ToHtmlString());
        var bytes = Encoding.UTF8.GetBytes(html);
        PageHeaders.Set(http.Response);
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }
}
